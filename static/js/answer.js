// Keeps each answer as soon as it is given. Without this script the same form is sent as a whole.
(() => {
  "use strict";

  const form = document.querySelector("[data-answer-form]");
  if (!form) return;
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  const state = form.querySelector("[data-save-state]");
  const count = form.querySelector("[data-count]");
  const pending = new Map(); // element -> { timer, attempt, sending, again }
  const DELAYS = [2, 5, 15, 30, 60]; // seconds between attempts
  let stopped = "";

  function say(name, alarm) {
    state.textContent = state.dataset[name] || "";
    state.toggleAttribute("data-alarm", Boolean(alarm));
  }

  function showState() {
    if (stopped) return say(stopped, true);
    const failing = [...pending.values()].some((job) => job.attempt > 0);
    if (failing) return say(navigator.onLine ? "failed" : "offline", true);
    say(pending.size ? "saving" : "saved", false);
  }

  function countAnswers() {
    const questions = [...form.querySelectorAll("[data-question]")];
    const done = questions.filter((question) =>
      [...question.querySelectorAll("input:checked")].some((input) => input.value),
    );
    count.textContent = count.dataset.pattern
      .replace("{done}", done.length)
      .replace("{total}", questions.length);
  }

  function body(element) {
    const data = new URLSearchParams();
    if (element.dataset.reason) {
      data.append(element.name, element.value);
      return data;
    }
    for (const input of element.querySelectorAll("input[name]")) {
      const off = (input.type === "radio" || input.type === "checkbox") && !input.checked;
      if (!off) data.append(input.name, input.value);
    }
    // A box that was ticked and is empty again must be told, too.
    for (const box of element.querySelectorAll("input[type=checkbox]")) {
      if (!box.checked) data.append(box.name, "");
    }
    return data;
  }

  function schedule(element, seconds) {
    if (stopped === "stopped") stopped = ""; // the link may have been opened again since
    const job = pending.get(element) || { attempt: 0, sending: false, again: false };
    pending.set(element, job);
    if (job.sending) {
      job.again = true;
      return;
    }
    clearTimeout(job.timer);
    job.timer = setTimeout(() => send(element), seconds * 1000);
    showState();
  }

  async function send(element) {
    const job = pending.get(element);
    if (!job || job.sending || stopped) return;
    clearTimeout(job.timer);
    job.sending = true;
    job.again = false;
    try {
      const reply = await fetch(element.dataset.question || element.dataset.reason, {
        method: "POST",
        body: body(element),
        headers: { "X-CSRFToken": csrf, "X-Requested-With": "fetch" },
        keepalive: true,
        redirect: "manual",
      });
      job.sending = false;
      await receive(element, job, reply);
    } catch {
      job.sending = false;
      retry(element, job);
    }
    showState();
  }

  async function receive(element, job, reply) {
    if ([400, 403, 404].includes(reply.status) || reply.type === "opaqueredirect") {
      stopped = "stopped";
      return;
    }
    if (![200, 409, 422].includes(reply.status)) {
      retry(element, job);
      return;
    }
    const text = await reply.text();
    pending.delete(element);
    (element.dataset.reason ? showReason : showAnswer)(element, text, job.again);
    if (job.again) schedule(element, 0);
  }

  function retry(element, job) {
    job.attempt += 1;
    const seconds = DELAYS[Math.min(job.attempt, DELAYS.length) - 1];
    job.timer = setTimeout(() => send(element), seconds * 1000);
  }

  function showReason(element, text) {
    element.closest("details").querySelector("[data-reason-status]").innerHTML = text;
  }

  function showAnswer(question, text, changedSince) {
    const slot = question.querySelector("[data-status]");
    slot.innerHTML = text;
    const told = slot.firstElementChild;
    if (!told) return;
    question.querySelector("[data-version]").value = told.dataset.version;
    if (told.dataset.closed !== undefined) stopped = "closed";
    if (told.dataset.values && !changedSince) showNewer(question, JSON.parse(told.dataset.values));
    if (slot.querySelector(".status-apart")) {
      const reason = question.querySelector("details.reason");
      if (reason) reason.open = true;
    }
    countAnswers();
  }

  // Another window was faster: show what is stored now; what was chosen here stands in words beside it.
  function showNewer(question, values) {
    const name = question.id;
    for (const input of question.querySelectorAll("input[type=radio], input[type=checkbox]")) {
      input.checked = (values[input.name.slice(name.length)] ?? "") === input.value;
    }
  }

  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-question]");
    if (!question || event.target.dataset.reason) return;
    countAnswers();
    schedule(question, 0);
  });

  form.addEventListener("input", (event) => {
    if (event.target.dataset.reason) schedule(event.target, 1.5);
  });

  form.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep]");
    if (!keep) return;
    const question = keep.closest("[data-question]");
    const input = question.querySelector(`input[value="${CSS.escape(keep.dataset.keep)}"]`);
    if (!input) return;
    event.preventDefault();
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });

  const sendAll = () => pending.forEach((_, element) => send(element));
  window.addEventListener("online", sendAll);
  window.addEventListener("offline", showState);
  document.addEventListener("visibilitychange", () => document.hidden && sendAll());

  let submitting = false;
  form.addEventListener("submit", () => { submitting = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!submitting && pending.size) event.preventDefault();
  });
  countAnswers();
})();
