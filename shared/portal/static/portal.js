"use strict";

const KEYS = "single-keys";
const FOLLOW_MS = 1500;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Fields and the boxes on the page that they were read from point at each other. */
function linkFields() {
  const of = (name) => $$(`[data-field="${CSS.escape(name)}"]`);
  const light = (name, on) => of(name).forEach((each) => each.classList.toggle("on", on));
  for (const each of $$("[data-field]")) {
    const name = each.dataset.field;
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      each.addEventListener(event, () => light(name, on));
    }
    each.addEventListener("focusin", () => showMark(name));
    if (each.matches(".mark")) {
      each.addEventListener("click", () => of(name).map((one) => $("input", one)).find(Boolean)?.focus());
    }
  }
}

function showMark(name) {
  const mark = $(`.mark[data-field="${CSS.escape(name)}"]`);
  const pane = mark?.closest(".pages");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  const [box, view] = [mark.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (box.top < view.top || box.bottom > view.bottom) {
    pane.scrollTop += box.top - view.top - view.height / 3;
  }
}

/* What was typed and not sent is seen, and not left by accident. */
function watchTyping() {
  const inputs = $$("#fields input:not([type=hidden]), .bookings input, .policy textarea");
  const changed = (each) => each.value !== each.defaultValue;
  let sending = false;
  for (const form of $$("form")) form.addEventListener("submit", () => { sending = true; });
  for (const each of inputs) {
    each.addEventListener("input", () => each.classList.toggle("dirty", changed(each)));
  }
  $("#fields")?.addEventListener("reset", () => inputs.forEach((each) => each.classList.remove("dirty")));
  window.addEventListener("beforeunload", (event) => {
    if (inputs.some(changed) && !sending) event.preventDefault();
  });
}

/* A mistake in a text is where the cursor is. */
function showMistake() {
  const text = $("textarea[data-line]");
  if (!text || text.dataset.line === "0") return;
  const lines = text.value.split("\n");
  const before = lines.slice(0, text.dataset.line - 1);
  const start = before.join("\n").length + Math.min(before.length, 1);
  text.focus();
  text.setSelectionRange(start, start + (lines[before.length] ?? "").length);
  text.scrollTop = (before.length - 3) * parseFloat(getComputedStyle(text).lineHeight);
}

/* While the machine is at work nothing can be typed, so the page can follow it. */
function followWork() {
  if ($("[data-busy]")) setTimeout(() => window.location.replace(window.location.pathname), FOLLOW_MS);
}

/* Single keys, which can be turned off, and none while somebody writes. */
function listenToKeys() {
  const box = $("#keys-on");
  box.checked = localStorage.getItem(KEYS) !== "off";
  box.addEventListener("change", () => localStorage.setItem(KEYS, box.checked ? "on" : "off"));
  for (const opener of $$("[data-open]")) {
    opener.addEventListener("click", () => document.getElementById(opener.dataset.open).showModal());
  }
  document.addEventListener("keydown", (event) => {
    const writes = event.target.matches("input, textarea, select");
    if (writes && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send(event.target);
      return;
    }
    if (writes && event.key === "Escape") event.target.blur();
    if (writes || !box.checked || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    if (act(event.key)) event.preventDefault();
  });
}

function act(key) {
  const base = document.body.dataset.base;
  switch (key) {
    case "j": case "k": return move(key === "j" ? 1 : -1);
    case "i": return go(base);
    case "n": return $("[data-key=n]") ? press($("[data-key=n]")) : go(`${base}/next`);
    case "e": return focusOn($("#fields input:not([readonly]):not([type=hidden])"));
    case "c": return press($("[data-key=c]"));
    case "r": return focusOn($("#to"));
    case "/": return focusOn($("input[type=search]"));
    case "?": $("#keys").showModal(); return true;
    default: return press($(`[data-key="${CSS.escape(key)}"]`));
  }
}

function move(step) {
  const rows = $$("[data-list] .row");
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
  return true;
}

function go(path) { window.location.assign(path); return true; }

function focusOn(element) { element?.focus(); return Boolean(element); }

const REASONED = ["reject", "roll_back", "comment"];
let wanted = null;

/* Steps that need a reason go to where it is written first; Ctrl and Enter there take the step. */
function press(button) {
  if (!button) return false;
  const note = $("#note");
  if (REASONED.includes(button.value) && !note.value.trim()) {
    want(button);
    return focusOn(note);
  }
  button.click();
  return true;
}

function want(button) {
  wanted = button;
  const hint = $("#note-hint");
  if (hint && button) hint.textContent = `Ctrl and Enter: ${button.textContent}`;
}

function send(input) {
  if (input.id === "note") (wanted ?? $("#decision [value=comment]"))?.click();
  else input.form?.requestSubmit();
}

/* What needs a reason asks for it before it is sent. */
function needReasons() {
  const form = $("#decision");
  const note = $("#note");
  form?.addEventListener("submit", (event) => {
    const step = event.submitter?.value;
    if (REASONED.includes(step) && !note.value.trim()) {
      event.preventDefault();
      note.setCustomValidity("Say in a few words why.");
      note.reportValidity();
    }
  });
  note?.addEventListener("input", () => note.setCustomValidity(""));
}

/* Each file is sent by itself, so that one that is refused does not keep the others out. */
function takeFiles() {
  const form = $("[data-upload]");
  if (!form) return;
  const [area, input, list] = [$(".drop-area", form), $("input[type=file]", form), $("#uploads")];
  const send = (files) => [...files].forEach((file) => upload(form, file, list));
  for (const [name, on] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    area.addEventListener(name, (event) => { event.preventDefault(); area.classList.toggle("over", on); });
  }
  area.addEventListener("drop", (event) => send(event.dataTransfer.files));
  form.addEventListener("submit", (event) => { event.preventDefault(); send(input.files); form.reset(); });
}

function upload(form, file, list) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  said.className = "quiet";
  item.append(name, bar, said);
  list.prepend(item);
  const data = new FormData();
  data.append("csrf", form.elements.csrf.value);
  data.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total; });
  request.addEventListener("load", () => finish(item, name, bar, said, request));
  request.addEventListener("error", () => { bar.remove(); said.textContent = "It could not be sent. Try again."; });
  request.send(data);
}

function finish(item, name, bar, said, request) {
  bar.remove();
  const answer = request.response ?? {};
  if (request.status !== 202) {
    said.textContent = answer.detail ?? "It was refused.";
    item.classList.add("late");
    return;
  }
  const [invoice] = answer.invoices;
  const link = document.createElement("a");
  link.href = `${document.body.dataset.base}/invoices/${invoice.invoice_id}`;
  link.textContent = name.textContent;
  name.replaceWith(link);
  said.textContent = invoice.again ? "was here before" : "taken in";
}

linkFields();
watchTyping();
listenToKeys();
needReasons();
takeFiles();
showMistake();
followWork();
$("#problem")?.focus();
