"""The tasks a sandbox child may run: the module and function of each name. It can be asked for no other."""

TASKS: dict[str, tuple[str, str]] = {
    "pdf.facts": ("shared.engines.pdf", "facts"),
    "pdf.count": ("shared.engines.pdf", "count"),
    "pdf.attachments": ("shared.engines.pdf", "attachments"),
    "pdf.traces": ("shared.engines.traces.task", "traces"),
    "pdf.words": ("shared.engines.text.words", "words"),
    "pdf.layers": ("shared.engines.ocr.layers", "layers"),
    "page.draw": ("shared.engines.drawing", "draw"),
    "page.look": ("shared.engines.ocr.looking", "look"),
    "mail.open": ("shared.engines.mail", "open_mail"),
    "message.open": ("shared.engines.message", "open_message"),
    "archive.open": ("shared.engines.archive", "open_archive"),
}
