// Shows the way through a section: what is left, one item at a time for whoever wants it, keys.
// The section is whole without it. Nothing here moves on by itself when something is chosen.
(() => {
  "use strict";

  const form = document.querySelector("[data-answer-form]");
  if (!form) return;
  const { questions } = window;
  const all = [...form.querySelectorAll("[data-question]")];
  const find = (name) => form.querySelector(`[data-${name}]`);

  // How many are answered, how long the rest takes, what is open

  const count = find("count");
  const open = find("unanswered");
  const isOpen = (question) => !questions.isAnswered(question);
  const elsewhere = Number(form.dataset.secondsElsewhere || 0);
  const minutes = () => {
    const here = all.filter(isOpen).reduce((sum, each) => sum + Number(each.dataset.seconds || 0), 0);
    return Math.ceil((here + elsewhere) / 60);
  };
  const fill = (pattern, facts) =>
    Object.entries(facts).reduce((text, [name, value]) => text.replace(`{${name}}`, value), pattern);
  const timeLeft = () => {
    const n = minutes();
    return n ? fill(form.dataset[n === 1 ? "minuteLeft" : "minutesLeft"], { n }) : "";
  };

  function showLeft() {
    const left = all.filter(isOpen);
    count.textContent = fill(count.dataset.pattern, { done: all.length - left.length, total: all.length });
    const time = document.querySelector("[data-time-left]");
    if (time) time.textContent = timeLeft();
    if (open) {
      open.hidden = left.length === 0 || left.length === all.length;
      open.querySelector("[data-words]").textContent = fill(open.dataset.pattern, { n: left.length });
      for (const link of open.querySelectorAll("a")) {
        link.parentElement.hidden = !left.some((each) => `#${each.id}` === link.hash);
      }
    }
    showStep();
  }

  // One item at a time: a subject with its questions, or a question that stands alone

  const FOCUS = "tholos:focus";
  const steps = [...form.querySelectorAll(".subject")].flatMap((subject) =>
    subject.classList.contains("subject-wide") ? [...subject.querySelectorAll("[data-question]")] : [subject]);
  const bar = find("focus-bar");
  const choice = find("focus-choice");
  const first = Number(form.dataset.firstItem || 1);
  let at = 0;
  let isOn = false;

  function remembered(value) {
    try {
      if (value !== undefined) localStorage.setItem(FOCUS, value);
      return localStorage.getItem(FOCUS) === "1";
    } catch {
      return value === "1";
    }
  }

  function showStep() {
    if (!bar) return;
    bar.hidden = !isOn;
    form.classList.toggle("one-at-a-time", isOn);
    steps.forEach((step, index) => step.classList.toggle("is-current", isOn && index === at));
    choice.textContent = isOn ? choice.dataset.off : choice.dataset.on;
    const words = fill(bar.dataset.pattern, { n: first + at, total: form.dataset.totalItems });
    bar.querySelector("[data-place]").textContent = [words, timeLeft()].filter(Boolean).join(", ");
    form.querySelector("[data-next]").hidden = !isOn || at === steps.length - 1;
    form.querySelector("[data-save]").hidden = isOn && at < steps.length - 1;
    const back = bar.querySelector("[data-back]");
    back.hidden = at === 0 && !form.dataset.before;
  }

  // The heading takes the focus, so that keys and screen readers start at the item.
  function go(to) {
    at = Math.min(steps.length - 1, Math.max(0, to));
    showStep();
    const heading = steps[at].querySelector("h2") || steps[at];
    heading.tabIndex = -1;
    window.scrollTo(0, form.getBoundingClientRect().top + window.scrollY - 8);
    heading.focus({ preventScroll: true });
  }

  function placeOf(hash) {
    const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    return steps.findIndex((step) => target && (step === target || step.contains(target)));
  }

  function start() {
    const asked = placeOf(location.hash);
    const next = steps.findIndex((step) => all.some((each) => step.contains(each) && isOpen(each)));
    at = location.hash === "#last" ? steps.length - 1 : Math.max(0, asked >= 0 ? asked : next);
  }

  if (bar && Number(form.dataset.totalItems) > 1) {
    choice.parentElement.hidden = false;
    isOn = remembered();
    start();
    choice.addEventListener("click", () => {
      isOn = remembered(isOn ? "0" : "1");
      if (isOn) go(at);
      else showStep();
    });
    form.querySelector("[data-next]").addEventListener("click", () => go(at + 1));
    bar.querySelector("[data-back]").addEventListener("click", () => {
      if (at > 0) go(at - 1);
      else location.assign(`${form.dataset.before}#last`);
    });
    window.addEventListener("hashchange", () => {
      const asked = placeOf(location.hash);
      if (isOn && asked >= 0) {
        at = asked;
        showStep();
        document.getElementById(location.hash.slice(1)).focus();
      }
    });
  }

  // Keys: 1 to 9 answer the question that has the focus, Enter goes to the next. Text fields keep all keys.

  const isText = (element) =>
    element.matches("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");

  function choose(question, target, digit) {
    const radios = [...question.querySelectorAll("input[type=radio]")].filter((each) => each.value);
    const names = new Set(radios.map((each) => each.name));
    const name = target.type === "radio" ? target.name : names.size === 1 ? [...names][0] : "";
    const group = radios.filter((each) => each.name === name);
    const isNumbered = group.some((each) => /^-?\d+$/.test(each.value));
    const chosen = isNumbered ? group.find((each) => each.value === digit) : group[Number(digit) - 1];
    if (!chosen || chosen.disabled) return false;
    chosen.focus();
    if (!chosen.checked) {
      chosen.checked = true;
      chosen.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return true;
  }

  function goOn(question) {
    const next = all[all.indexOf(question) + 1];
    const step = steps.findIndex((each) => next && each.contains(next));
    if (isOn && (step > at || !next) && at < steps.length - 1) return go(at + 1);
    if (next) return next.focus();
    return find("save").focus();
  }

  document.addEventListener("keydown", (event) => {
    const question = event.target.closest?.("[data-question]");
    if (!question || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.tagName === "INPUT" && isText(event.target)) {
      // Enter in a line of text ends the line; it must not send the whole section.
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
      return;
    }
    if (isText(event.target) || event.target.closest("summary, button, a")) return;
    if (/^[1-9]$/.test(event.key) && choose(question, event.target, event.key)) event.preventDefault();
    if (event.key === "Enter") {
      event.preventDefault();
      goOn(question);
    }
  });
  const keys = find("keys");
  if (keys) keys.hidden = false;

  form.addEventListener("answer:changed", showLeft);
  showLeft();
})();
