// Keeps each answer as soon as it is given. Without this script the same form is sent as a whole.
(() => {
  "use strict";

  const form = document.querySelector("[data-answer-form]");
  if (!form) return;
  const csrf = document.querySelector('meta[name="csrf-token"]').content;
  const state = form.querySelector("[data-save-state]");
  const count = form.querySelector("[data-count]");
  const pending = new Map(); // element -> { timer, attempt, sending, again }
  const touched = new Set(); // questions that somebody changed in this window
  const TYPING = 1.5; // seconds without a key before text is sent
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

  // Whatever a question is made of: radios, boxes, text, lists. Its reason is sent by itself.
  const controls = (question) =>
    [...question.querySelectorAll("input[name], select[name], textarea[name]")]
      .filter((control) => !control.dataset.reason && control.type !== "submit");
  const isChoice = (control) => control.type === "radio" || control.type === "checkbox";
  const isTyped = (control) =>
    control.tagName === "TEXTAREA" || (control.tagName === "INPUT" && !isChoice(control));
  const isGiven = (control) =>
    control.type !== "hidden" && (isChoice(control) ? control.checked : true) && control.value.trim() !== "";

  // Answered is what the server has, or what was touched here and says something.
  function isAnswered(question) {
    const known = Number(question.querySelector("[data-version]").value) > 0;
    return (known || touched.has(question)) && controls(question).some(isGiven);
  }

  function countAnswers() {
    const questions = [...form.querySelectorAll("[data-question]")];
    count.textContent = count.dataset.pattern
      .replace("{done}", questions.filter(isAnswered).length)
      .replace("{total}", questions.length);
  }

  function body(element) {
    const data = new URLSearchParams();
    if (element.dataset.reason) {
      data.append(element.name, element.value);
      return data;
    }
    for (const control of controls(element)) {
      if (!isChoice(control) || control.checked) data.append(control.name, control.value);
      // A box that was ticked and is empty again must be told, too.
      else if (control.type === "checkbox") data.append(control.name, "");
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
    if (told.dataset.refused !== undefined) touched.delete(question);
    if (told.dataset.closed !== undefined) stopped = "closed";
    if (told.dataset.values && !changedSince) showNewer(question, JSON.parse(told.dataset.values));
    if (slot.querySelector(".status-apart")) {
      const reason = question.querySelector("details.reason");
      if (reason) reason.open = true;
    }
    countAnswers();
  }

  // Another window was faster: show what is stored now; what was chosen here stands in words beside it.
  // A kind's own script hears "answer:shown" and draws anew what it draws from the controls.
  function showNewer(question, values) {
    for (const control of controls(question)) {
      if (!control.name.startsWith(question.id)) continue;
      const value = values[control.name.slice(question.id.length)] ?? "";
      if (isChoice(control)) control.checked = value === control.value;
      else control.value = value;
    }
    question.dispatchEvent(new CustomEvent("answer:shown", { bubbles: true }));
  }

  function hear(event, seconds) {
    const target = event.target;
    if (target.dataset.reason) return schedule(target, seconds);
    const question = target.closest("[data-question]");
    if (!question || !target.name) return;
    touched.add(question);
    countAnswers();
    schedule(question, seconds);
  }

  // Choices are sent at once; text when the writer pauses or leaves the field.
  form.addEventListener("change", (event) => hear(event, 0));
  form.addEventListener("input", (event) => isTyped(event.target) && hear(event, TYPING));

  form.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep]");
    if (!keep) return;
    const question = keep.closest("[data-question]");
    const input = controls(question).find(
      (control) => isChoice(control) && control.value === keep.dataset.keep,
    );
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
