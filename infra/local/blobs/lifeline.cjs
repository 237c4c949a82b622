"use strict";

// Ends this process when standard input closes, that is when the process that started it ends, however that
// happens. A pipe works on every system; PR_SET_PDEATHSIG is Linux only. Leaving abruptly is safe because every
// acknowledged change is already in the journal (journal.cjs).

process.stdin.on("close", () => process.exit(0));
process.stdin.resume();
