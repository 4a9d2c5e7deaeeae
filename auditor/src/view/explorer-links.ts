/**
 * Links to an explorer of the reader's choice: templates that the reader enters, stored on this machine. Nothing is
 * requested before a link is followed, and no explorer is preset.
 * @module
 */
import { element } from "./element.ts";

interface Template {
  readonly key: string;
  readonly label: string;
  readonly place: string;
  readonly example: string;
}

const TEMPLATES = {
  slot: {
    key: "explorer-slot",
    label: "Beacon block",
    place: "{slot}",
    example: "https://explorer.example/slot/{slot}",
  },
  validator: {
    key: "explorer-validator",
    label: "Validator",
    place: "{index}",
    example: "https://explorer.example/validator/{index}",
  },
  address: {
    key: "explorer-address",
    label: "Account",
    place: "{address}",
    example: "https://explorer.example/address/{address}",
  },
} as const satisfies Record<string, Template>;

export type LinkKind = keyof typeof TEMPLATES;

/** The text, as a link if there is a template for its kind. */
export function explorerLink(kind: LinkKind, value: string, text: string = value): HTMLElement {
  const made = element(
    "a",
    { "data-explorer": kind, "data-value": value, rel: "noreferrer noopener", target: "_blank" },
    text,
  );
  aim(made, templateOf(kind));
  return made;
}

export function explorerForm(): HTMLElement {
  const fields = (Object.keys(TEMPLATES) as LinkKind[]).map((kind) => {
    const { key, label, place, example } = TEMPLATES[kind];
    const input = element("input", {
      id: key,
      type: "text",
      inputmode: "url",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: example,
      value: templateOf(kind),
    });
    input.addEventListener("input", () => {
      keep(key, input.value);
      const bad = input.value !== "" && !isUsable(kind, input.value);
      input.setAttribute("aria-invalid", String(bad));
      input.setCustomValidity(bad ? `An http or https address with ${place} in it` : "");
      for (const link of document.querySelectorAll<HTMLAnchorElement>(`a[data-explorer=${kind}]`)) {
        aim(link, input.value);
      }
    });
    return element(
      "div",
      { class: "field" },
      element("label", { for: key }, `${label}, with ${place}`),
      input,
    );
  });
  return element(
    "details",
    { class: "folded" },
    element("summary", {}, "Link to an explorer of your choice"),
    element(
      "p",
      { class: "help" },
      "Nothing is requested until you follow a link. The addresses stay on this machine.",
    ),
    element("div", { class: "fields" }, fields),
  );
}

function aim(link: HTMLAnchorElement, template: string): void {
  const kind = link.dataset.explorer as LinkKind;
  if (!isUsable(kind, template)) link.removeAttribute("href");
  else link.href = template.replaceAll(TEMPLATES[kind].place, encodeURIComponent(link.dataset.value!));
}

/** Only web addresses: a template could otherwise be a script. */
function isUsable(kind: LinkKind, template: string): boolean {
  const { place } = TEMPLATES[kind];
  const filled = template.replaceAll(place, "1");
  return (
    template.includes(place) && URL.canParse(filled) && ["https:", "http:"].includes(new URL(filled).protocol)
  );
}

function templateOf(kind: LinkKind): string {
  try {
    return localStorage.getItem(TEMPLATES[kind].key) ?? "";
  } catch {
    return ""; // Storage is disabled: the templates are lost with the page.
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
