"""The house's look where Streamlit's theme does not reach: measure, numbers, headline, hairlines, narrow screens."""

import streamlit as st

from dashboard.palette import DARK, LIGHT, Palette

STYLE = """<style>
.stApp { font-variant-numeric: tabular-nums; line-height: 1.45; }
[data-testid="stMainBlockContainer"] { max-width: 1240px; padding: 4.5rem 1.5rem 4rem; }
[data-testid="stHeader"] { border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.headline { font-size: 20px; line-height: 1.4; font-weight: 500; margin: 4px 0 8px; max-width: 62em;
  text-wrap: pretty; overflow-wrap: anywhere; }
.headline.question { font-size: 28px; font-weight: 600; margin-bottom: 0; }
.section { font-size: 16px; font-weight: 600; margin: 20px 0 0; }
.note { font-size: 14px; opacity: .75; margin: 2px 0 0; max-width: 62em; overflow-wrap: anywhere; }
[data-testid="stCaptionContainer"] { opacity: .75 !important; }
.panel-title { font-size: 14px; font-weight: 600; margin: 8px 0 -8px; }
.panel-title span { font-weight: 400; opacity: .75; }
.empty { border: 1px dashed color-mix(in srgb, currentColor 28%, transparent); border-radius: 8px;
  padding: 32px 24px; text-align: center; }
.empty b { display: block; font-size: 16px; margin-bottom: 4px; }
.empty p { margin: 0 auto; max-width: 46em; font-size: 14px; opacity: .85; }
.said { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font-size: 15px; }
.rows { overflow-x: auto; margin: 6px 0 8px; font-size: 14px; }
.rows table { border-collapse: collapse; margin: 0; }
.rows :is(th, td) { padding: 5px 20px 5px 0; border: 0; text-align: start; vertical-align: baseline; }
.rows tr > :last-child { padding-inline-end: 0; }
.rows th { font-weight: 600; }
.rows .name { font-size: 12px; font-weight: 500; opacity: .75; }
.rows tr { border: 0 solid color-mix(in srgb, currentColor 16%, transparent); border-top-width: 1px; }
.rows tr:last-child { border-bottom-width: 1px; }
.rows thead tr { border: 0; }
.timing { display: flex; gap: 8px; align-items: center; margin: 4px 0 0; flex-wrap: wrap; }
.timing span { display: flex; gap: 1px; width: 120px; height: 6px; }
.timing i { background: currentColor; min-width: 1px; }
.timing small { font-size: 12px; opacity: .75; font-variant-numeric: tabular-nums; }
.meta { font-size: 12px; opacity: .75; margin: 4px 0 0; overflow-wrap: anywhere; }
.shot summary { cursor: zoom-in; list-style: none; width: fit-content; max-width: 100%; border-radius: 8px; }
.shot summary::-webkit-details-marker { display: none; }
.shot img { display: block; max-width: 100%; max-height: 220px; border-radius: 8px; background: #fff;
  border: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
.shot[open] summary { position: fixed; inset: 0; z-index: 1000000; width: auto; display: grid; place-items: center;
  cursor: zoom-out; background: rgb(0 0 0 / .78); border-radius: 0; }
.shot[open] img { max-width: 96vw; max-height: 96vh; }
.gone { font-size: 14px; margin: 4px 0; padding: 8px 12px; border-radius: 8px; overflow-wrap: anywhere;
  border: 1px dashed color-mix(in srgb, currentColor 28%, transparent); }
.facts, .trail { padding: 0 !important; margin: 0 !important; }
.facts { list-style: none; font-size: 14px; }
.facts li { margin: 0 !important; padding: 6px 0 !important;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent);
  overflow-wrap: anywhere; }
.facts li:last-child { border-bottom: 0; }
.facts small { display: block; font-size: 12px; opacity: .75; }
.trail { list-style: none; font-size: 14px; max-width: 62em; }
.trail li { margin: 0 !important; display: grid; grid-template-columns: 5.2em 7.5em 1fr; gap: 12px;
  padding: 5px 0 !important;
  border-bottom: 1px solid color-mix(in srgb, currentColor 10%, transparent); overflow-wrap: anywhere; }
.trail time, .trail .kind { opacity: .75; }
.trail small { display: block; font-size: 12px; font-weight: 400; opacity: .75; }
.trail .struggle { font-weight: 600; }
.trail .struggle .kind { opacity: 1; }
[class*="st-key-row_"] button, [class*="st-key-row_"] button > * { justify-content: flex-start; text-align: start; }
[class*="st-key-row_"] button > * { width: 100%; }
.why { font-size: 12px; opacity: .75; margin: 8px 0 0; padding: 0 0 0 1.2em; }
.why li { margin: 0 !important; font-size: 12px; }
.verdict { font-size: 16px; font-weight: 600; margin: 8px 0 4px; overflow-wrap: anywhere; }
.marked { line-height: 1.9; }
.marked mark { background: color-mix(in srgb, #56b4e9 var(--part), transparent); color: inherit; padding: 2px 3px;
  border-radius: 4px; font-weight: 600; }
.marked .against { text-decoration: underline dotted 2px; text-underline-offset: 4px; }
.state { display: flex; gap: 8px; align-items: baseline; font-size: 14px; margin: 2px 0 4px; max-width: 62em;
  overflow-wrap: anywhere; }
.state b { font-weight: 600; white-space: nowrap; }
.state.stopped b { color: #b3400a; }
.st-key-following [data-stale="true"], .st-key-desk [data-stale="true"] { opacity: 1 !important; }
.going { display: flex; gap: 10px; align-items: center; margin: 4px 0; font-size: 14px; overflow-wrap: anywhere; }
.going i { flex: none; width: 14px; height: 14px; border-radius: 50%; border: 2px solid currentColor;
  border-inline-end-color: transparent; opacity: .75; animation: going 1.2s linear infinite; }
@keyframes going { to { transform: rotate(1turn); } }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin: 4px 0; }
.pair.single { grid-template-columns: 1fr; }
.pair > div { border-inline-start: 3px solid color-mix(in srgb, currentColor 22%, transparent); padding: 0 0 0 12px;
  overflow-wrap: anywhere; min-width: 0; }
.pair b { font-size: 14px; font-weight: 600; }
.pair small { display: block; font-size: 12px; opacity: .75; }
.pair p { margin: 4px 0 0; font-size: 14px; }
.pair mark { background: color-mix(in srgb, #e69f00 38%, transparent); color: inherit; font-weight: 600;
  padding: 1px 3px; border-radius: 4px; }
[class*="st-key-finding_"] .section { margin-top: 4px; }
.piece { border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); padding: 0 0 12px; }
.piece b { font-size: 14px; font-weight: 600; }
.piece small { display: block; font-size: 12px; opacity: .75; }
.upload { display: grid; grid-template-columns: 5em 1fr; gap: 12px; margin: 0; padding: 6px 0; font-size: 14px;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); overflow-wrap: anywhere; }
.upload b { color: #00704f; font-weight: 600; }
.upload.refused b { color: #b3400a; }
.upload small { display: block; font-size: 12px; opacity: .75; }
@media (prefers-color-scheme: dark) { .upload b { color: #4cc79f; } .upload.refused b { color: #f09a6c; } }
.group { margin: 0; padding: 0 0 0 1.1em; font-size: 14px; }
.group li { margin: 2px 0 !important; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) {
  .state.stopped b { color: #f09a6c; }
  [data-testid="stButtonGroup"] [data-selected], [data-testid="stButtonGroup"] [data-selected] p { color: #bcd3f8; }
  [data-testid="stButtonGroup"] [data-selected] { border-color: #6f9be3; }
}
.st-key-log_in, .st-key-new_password { max-width: 400px; margin: 6vh auto 0; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 4rem .9rem 3rem; }
  .headline { font-size: 18px; }
  .headline.question { font-size: 22px; }
  .trail li { grid-template-columns: 4.8em 1fr; }
  .trail .words { grid-column: 1 / -1; }
  .pair { grid-template-columns: 1fr; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>"""


def dress() -> None:
    """Puts the style into the page."""
    st.html(STYLE)


def clip(name: str, ratio: float) -> None:
    """Where columns are stacked, the picture `name` gets the height that its width needs, and no empty room below."""
    st.html(
        f"<style>@media (max-width: 640px) {{ .st-key-picture_{name} "
        f"{{ max-height: calc((100vw - 2rem) * {ratio:.3f} + 44px); overflow: hidden; }} }}</style>"
    )


def palette() -> Palette:
    """The colours for pictures on the ground that the reader sees now."""
    return DARK if st.context.theme.type == "dark" else LIGHT
