// The description of the API, drawn; what is tried there is sent to this very site.
"use strict";

const place = document.getElementById("api");

SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
  persistAuthorization: false,
});
