// Which files may be attached, by name and type. What a file truly is, the server decides by its content.

const KINDS = [
  ["image", /^image\//, /\.(png|jpe?g|webp|gif|bmp|avif|hei[cf])$/],
  ["video", /^video\//, /\.(mp4|m4v|mov|webm|mkv|ogv)$/],
  ["document", /^(application\/pdf|text\/(plain|csv|markdown))$/, /\.(pdf|docx|txt|log|md|csv|tsv|json|xml|ya?ml|ini)$/],
];

/** For the file chooser. */
export const ACCEPT = "image/*,video/*,.pdf,.docx,.txt,.log,.md,.csv,.tsv,.json,.xml,.yaml,.yml,.ini";

/** "image", "video", "document", or "" for what can't be read. */
export function kindOf({ name, type }) {
  const lower = name.toLowerCase();
  return KINDS.find(([, types, endings]) => types.test(type) || endings.test(lower))?.[0] ?? "";
}
