// A button beside each password that shows what is typed; hidden again before it is sent.
document.querySelectorAll("input[type=password][data-reveal]").forEach(field => {
  const row = document.createElement("div");
  const button = document.createElement("button");
  row.className = "with-button";
  button.type = "button";
  button.className = "btn btn-outline-secondary";
  button.setAttribute("aria-controls", field.id);
  const label = document.querySelector(`label[for="${field.id}"]`).textContent;
  function set(shown) {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? field.dataset.conceal : field.dataset.reveal;
    button.setAttribute("aria-label", `${button.textContent} ${label}`);
  }
  field.replaceWith(row);
  row.append(field, button);
  button.addEventListener("click", () => set(field.type === "password"));
  field.form.addEventListener("submit", () => set(false));
  set(false);
});
