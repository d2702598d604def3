// Rows come and go without loading the page: the server draws them as it does without this script, and the fields
// are put in place of those there were.
(() => {
  const form = document.querySelector("form[data-save]");
  if (!form) return;

  form.addEventListener("submit", event => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || !/^(add|remove):/.test(button.name) || form.dataset.plain) return;
    event.preventDefault();
    swap(button);
  });

  async function swap(button) {
    const old = document.getElementById("fields");
    const sent = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    sent.append(button.name, "1");
    form.dataset.busy = "1";
    old.inert = true;
    try {
      const answer = await fetch(form.action, {method: "POST", body: sent});
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("fields");
      if (!answer.ok || !fresh) return plainly(button);
      old.replaceWith(document.importNode(fresh, true));
      const field = document.querySelector("#fields [autofocus]");
      if (field) field.focus();
      form.dispatchEvent(new CustomEvent("rows-changed"));
    } catch {
      const problem = document.getElementById("save-problem");
      document.getElementById("save-text").textContent = form.dataset.failed;
      problem.hidden = false;
    } finally {
      old.inert = false;
      delete form.dataset.busy;
    }
  }

  // what is not another state of the fields, such as a conflict, is a page of its own
  function plainly(button) {
    form.dataset.plain = "1";
    form.requestSubmit(button);
  }
})();
