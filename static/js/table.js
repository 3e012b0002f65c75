// Tables that are edited in place: a cell is saved when it is left; what is not saved stays and says why.
(() => {
  "use strict";

  const table = document.querySelector("[data-table]");
  if (!table) return;
  table.classList.add("is-live");

  const announcer = table.querySelector("[data-announce]");
  const undo = table.querySelector("[data-undo]");
  const waiting = new Map(); // form -> the last save of its row; one follows the other, for each renews the marks
  const unsaved = new Set(); // controls whose words the server does not have
  let leaving = null; // the form that is being sent as a whole

  const rowOf = (control) => (control.form && "row" in control.form.dataset ? control.form : null);
  const errorOf = (control) => document.getElementById(`${control.id}-error`);

  function tell(form, text, isRefused) {
    const state = form.querySelector("[data-state]");
    state.textContent = text;
    form.classList.toggle("is-refused", isRefused);
  }

  function mark(control, error) {
    const line = errorOf(control);
    line.textContent = error;
    control.closest(".cell").classList.toggle("cell-invalid", Boolean(error));
    if (error) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }

  function refuse(form, control, text) {
    unsaved.add(control);
    mark(control, text);
    tell(form, table.dataset.refused, true);
    announcer.textContent = text;
  }

  function warn(form, warnings) {
    const list = document.querySelector(`[data-warnings="${form.id}"]`);
    if (!list) return;
    list.replaceChildren(...warnings.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    list.hidden = warnings.length === 0;
  }

  function settle(form, control, sent, told) {
    unsaved.delete(control);
    mark(control, "");
    // Whoever has typed on meanwhile keeps their words; they are saved when the cell is left again.
    if (control.value === sent && control.name in told.values) control.value = told.values[control.name];
    warn(form, told.warnings);
    const hasRefused = [...unsaved].some((other) => other.form === form);
    tell(form, hasRefused ? table.dataset.refused : table.dataset.saved, hasRefused);
    announcer.textContent = told.message;
    if (undo) {
      undo.textContent = told.undo;
      undo.hidden = !told.undo;
    }
  }

  async function send(form, control) {
    const sent = control.value;
    const body = new URLSearchParams([
      ["csrf_token", form.elements.csrf_token.value],
      ["mark", form.elements.mark.value],
      [control.name, sent],
    ]);
    tell(form, table.dataset.saving, false);
    let reply;
    let told;
    try {
      reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
      told = await reply.json();
    } catch {
      refuse(form, control, table.dataset.lost);
      return;
    }
    if (told.mark) form.elements.mark.value = told.mark;
    if (reply.ok) settle(form, control, sent, told);
    else refuse(form, control, told.errors?.[control.name] ?? told.message ?? table.dataset.refused);
  }

  function save(control) {
    const form = rowOf(control);
    unsaved.add(control);
    waiting.set(form, (waiting.get(form) ?? Promise.resolve()).then(() => send(form, control)));
  }

  function goDown(control) {
    const next = control.closest("tr")?.nextElementSibling;
    const below = next && [...next.querySelectorAll(".form-control, .form-select")].find((other) => other.name === control.name);
    (below ?? control).focus();
  }

  table.addEventListener("change", (event) => {
    if (rowOf(event.target) && event.target.name) save(event.target);
  });
  // A cell that was refused is tried again whenever it is left.
  table.addEventListener("focusout", (event) => {
    const control = event.target;
    if (!rowOf(control) || !unsaved.has(control) || leaving) return;
    if (errorOf(control)?.textContent === table.dataset.lost) save(control);
  });
  table.addEventListener("keydown", (event) => {
    const control = event.target;
    const isLine = control.matches?.("textarea[data-line], input.form-control");
    if (event.key !== "Enter" || event.isComposing || !isLine || event.shiftKey) return;
    event.preventDefault();
    if (rowOf(control)) {
      control.blur(); // a changed cell is saved by its change
      goDown(control);
    } else control.form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    leaving = event.target;
  });
  window.addEventListener("pageshow", () => {
    leaving = null;
  });
  window.addEventListener("beforeunload", (event) => {
    const lost = [...unsaved].filter((control) => control.form !== leaving);
    if (lost.length) event.preventDefault();
  });
})();
