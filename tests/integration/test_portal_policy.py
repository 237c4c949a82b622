"""The portal's policy page, by an administrator and by somebody who may only look."""

import pytest

from tests.integration.test_portal import Browser, text_of

DEFAULT = "{}\n"
STRICT = "default_level: L2\n"


@pytest.fixture
def admin(app):
    browser = Browser()
    browser.sign_in("admin")
    return browser


def send(browser, path="/policy", revision=None, **fields):
    page = browser.page("/policy")
    held = {
        "csrf": page.xpath("//input[@name='csrf']/@value")[0],
        "revision": revision or page.xpath("//form[.//textarea]//input[@name='revision']/@value")[0],
        "days": "30",
    }
    return browser.post(path, {**held, **fields})


def draft(browser, path="/policy"):
    # The first line break belongs to the tag, for browsers.
    return browser.page(path).xpath("//textarea/text()")[0].removeprefix("\n")


def test_a_draft_is_checked_and_tried_before_it_counts(admin):
    """Neither changes what is in force; the draft stays in the box."""
    before = draft(admin)

    checked = send(admin, step="check", text=STRICT)
    tried = send(admin, step="backtest", text=STRICT, days="7")

    assert b"This is a policy." in checked.get_body()
    assert b"The last 7 days under this text" in tried.get_body()
    assert b"default_level: L2" in tried.get_body()
    assert draft(admin) == before


def test_a_mistake_is_shown_with_its_line_and_nothing_typed_is_lost(admin):
    """The script puts the cursor into that line."""
    response = send(admin, step="write", text="default_level: L1\nrule: []\n# mine\n")

    assert response.status_code == 422
    assert b'data-line="2"' in response.get_body()
    assert b"# mine" in response.get_body()


def test_a_trial_is_begun_and_ended(admin):
    """The page says that it runs, what it did, and ends with a button."""
    begun = send(admin, step="trial", text=STRICT)
    running = text_of(admin.page("/policy"))
    ended = send(admin, "/policy/trial", step="drop")

    assert begun.headers["Location"].endswith("/policy?done=policy_trial")
    assert "is on trial" in running
    assert "The trial so far" in running
    assert ended.headers["Location"].endswith("/policy?done=policy_drop")
    assert "The trial so far" not in text_of(admin.page("/policy"))


def test_a_policy_is_promoted_and_replaced_and_old_texts_can_be_read(admin):
    """Lines end as they were typed, whatever a browser sends; the history leads to each."""
    text = "# Kept.\n" + DEFAULT
    send(admin, step="trial", text=text.replace("\n", "\r\n"))
    send(admin, "/policy/trial", step="promote")
    assert draft(admin) == text
    number = int(admin.page("/policy").xpath("//ol/li[1]/a/@href")[0].partition("=")[2])

    send(admin, step="write", text=DEFAULT)

    assert draft(admin) == DEFAULT
    assert draft(admin, f"/policy?version={number}") == text


def test_who_wrote_over_a_newer_policy_is_told_and_keeps_the_text(admin):
    """412, with what they typed still there."""
    stale = admin.page("/policy").xpath("//form[.//textarea]//input[@name='revision']/@value")[0]
    send(admin, step="write", text=DEFAULT)

    late = send(admin, step="write", text="# Late.\n{}\n", revision=stale)

    assert late.status_code == 412
    assert b"# Late." in late.get_body()


def test_who_does_not_administer_looks(app):
    """They may try a text; no button changes anything, and a form of their own making is refused."""
    browser = Browser()
    browser.sign_in("clerk")
    page = browser.page("/policy")

    assert page.xpath("//textarea/@readonly")
    assert page.xpath("//button[@name='step']/@value") == ["check", "backtest"]
    assert send(browser, step="write", text=STRICT).status_code == 403
    assert send(browser, "/policy/lift").status_code == 403


def test_there_is_nothing_to_lift_where_nothing_fell_back(admin):
    """409, said in words."""
    assert send(admin, "/policy/lift").status_code == 409
