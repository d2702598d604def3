// What is typed is saved every few seconds; while it is not, a copy waits in this window, and the page says so.
// Other scripts find the form's state in form.saving (a promise while a save is under way) and form.dataset.busy.
(() => {
  const form = document.querySelector("form[data-save]");
  if (!form) return;
  const $ = id => document.getElementById(id);
  const saved = $("saved"), problem = $("save-problem"), words = $("save-text"), said = form.dataset;
  const token = document.querySelector('meta[name="csrf-token"]');
  const EVERY = 3000, SOON = 500, AGAIN = [5000, 10000, 30000], LONGEST_KEPT_ALIVE = 60000;
  let dirty = false, timer = 0, copying = 0, failures = 0, stopped = false, leaving = false;

  const version = () => form.elements.version;
  const fields = () => [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && name !== "csrf_token" && name !== "version");

  // the copy in this window: what the server has not confirmed
  const remember = more => {
    const copy = {version: Number(version().value), fields: fields(), ...more};
    try { sessionStorage.setItem(said.keep, JSON.stringify(copy)); } catch { /* full or forbidden: the server has most */ }
  };
  const forget = () => { try { sessionStorage.removeItem(said.keep); } catch { /* nothing was kept */ } };
  const recall = () => { try { return JSON.parse(sessionStorage.getItem(said.keep)); } catch { return null; } };

  function tell(text, login = false, compare = false) {
    $("save-login").hidden = !login;
    $("save-compare").hidden = !compare;
    if (words.textContent !== text) words.textContent = text;
    problem.hidden = !text;
    if (text) saved.textContent = "";
  }

  function changed() {
    dirty = true;
    clearTimeout(copying);
    copying = setTimeout(remember, SOON);
    if (!timer && !stopped) timer = setTimeout(save, EVERY);
  }

  function save(alive = false) {
    clearTimeout(timer);
    timer = 0;
    if (stopped) return Promise.resolve(!dirty);
    if (form.dataset.busy) { timer = setTimeout(save, SOON); return Promise.resolve(false); }
    if (form.saving) return form.saving.then(() => (dirty ? save(alive) : true));
    form.saving = send(alive === true).finally(() => { form.saving = null; });
    return form.saving;
  }

  async function send(alive, again = true) {
    dirty = false;
    const body = JSON.stringify({version: Number(version().value), fields: fields()});
    if (problem.hidden && !saved.textContent) saved.textContent = said.saving;
    let answer, told;
    try {
      const headers = {"Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token.content};
      answer = await fetch(said.save, {method: "POST", headers, body, keepalive: alive && body.length < LONGEST_KEPT_ALIVE});
      told = await answer.json().catch(() => ({}));
    } catch { return failed(said.failed); }
    if (answer.ok) return done(told);
    if (answer.status === 400 && told.token && again) {
      token.content = told.token;
      form.elements.csrf_token.value = told.token;
      return send(alive, false);
    }
    if (answer.status === 401) return failed(said.ended, true);
    if (answer.status === 409 || answer.status === 423) {
      stopped = true;
      dirty = true;
      tell(told.message, false, answer.status === 409);
      return false;
    }
    return failed(told.message || (answer.status < 500 ? said.refused : said.failed));
  }

  function done(told) {
    version().value = told.version;
    failures = 0;
    tell("");
    if (saved.textContent !== told.saved) saved.textContent = told.saved;
    if (dirty) changed(); else { clearTimeout(copying); forget(); }
    return true;
  }

  function failed(text, login = false) {
    dirty = true;
    remember();
    tell(text, login);
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN[Math.min(failures++, AGAIN.length - 1)]);
    return false;
  }

  form.addEventListener("input", event => { if (event.target.type !== "file") changed(); });
  form.addEventListener("rows-changed", () => { dirty = false; clearTimeout(timer); timer = 0; clearTimeout(copying); forget(); });

  // a form that is sent while a save is under way would meet its own version: it waits
  form.addEventListener("submit", event => {
    if (form.saving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      form.saving.finally(() => form.requestSubmit(event.submitter));
      return;
    }
    clearTimeout(timer);
    timer = 0;
    if (dirty || recall()) remember({sent: true});
    leaving = true;
  }, true);

  document.addEventListener("session-ending", event => event.detail.wait(dirty ? save() : form.saving || Promise.resolve(true)));
  const last = () => { if (dirty && !leaving && !stopped) { remember(); save(true); } };
  addEventListener("pagehide", last);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") last(); });
  addEventListener("beforeunload", event => { if (dirty && !leaving && !problem.hidden) event.preventDefault(); });
  addEventListener("pageshow", event => { leaving = false; if (event.persisted) location.reload(); });
  addEventListener("online", () => { if (dirty) save(); });

  // what was typed before this script was there, or put back by the browser, counts as typed
  const asDrawn = field => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
    if (field.type === "file" || field.defaultValue !== undefined) return field.type === "file" || field.value === field.defaultValue;
    if (!field.options) return true;
    const drawn = [...field.options].findIndex(each => each.defaultSelected);
    return field.selectedIndex === Math.max(0, drawn);
  };
  document.addEventListener("DOMContentLoaded", () => {
    if (![...form.elements].every(asDrawn)) form.dispatchEvent(new Event("input", {bubbles: true}));
  });

  // what an earlier visit could not save is offered again
  function restore(copy) {
    const sending = document.createElement("form");
    sending.method = "post";
    sending.action = form.action;
    const all = [...copy.fields, ["version", copy.version], ["csrf_token", token.content], ["keep", "1"]];
    for (const [name, value] of all) {
      const field = document.createElement("input");
      Object.assign(field, {type: "hidden", name, value});
      sending.append(field);
    }
    document.body.append(sending);
    leaving = true;
    forget();
    sending.submit();
  }

  const copy = recall();
  if (copy) {
    const same = JSON.stringify(copy.fields) === JSON.stringify(fields());
    if (same || (copy.sent && Number(version().value) > copy.version)) forget();
    else {
      $("kept").hidden = false;
      $("kept-use").addEventListener("click", () => restore(copy));
      $("kept-drop").addEventListener("click", () => { forget(); $("kept").hidden = true; });
    }
  }
})();
