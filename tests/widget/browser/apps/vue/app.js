/* The same small product as Vue 3 writes one: v-model's form, pages by pushState, a keyed list, a dialog in a teleport. */
import { Teleport, computed, defineComponent, h, inject, nextTick, onMounted, onUnmounted, provide, ref, useId } from "vue";

export const App = defineComponent({
  props: { path: String },
  setup(props) {
    const route = ref(props.path);
    const moved = () => (route.value = location.pathname);
    onMounted(() => addEventListener("popstate", moved));
    onUnmounted(() => removeEventListener("popstate", moved));
    const go = (to) => {
      history.pushState({ to }, "", to + location.search);
      route.value = to;
      document.title = `${to} - Acme`;
    };
    provide("where", { route, go });
    const pages = { "/people": People, "/profile": Profile };
    return () => [
      h("nav", { "aria-label": "Main" }, [h(To, { path: "/" }, () => "Home"), " ", h(To, { path: "/people" }, () => "People"), " ", h(To, { path: "/profile" }, () => "Profile")]),
      h("main", [h(pages[route.value] || Home)]),
    ];
  },
});

const To = defineComponent({
  props: { path: String },
  setup(props, { slots }) {
    const { route, go } = inject("where");
    const follow = (event) => {
      event.preventDefault();
      go(props.path);
    };
    return () => h("a", { href: props.path, "aria-current": route.value === props.path ? "page" : undefined, onClick: follow }, slots.default());
  },
});

const Home = defineComponent({
  setup() {
    const count = ref(0);
    const open = ref(false);
    const price = ref("");
    const load = async () => (price.value = `${(await (await fetch("/prices.json")).json()).seat} €`);
    return () => [
      h("h1", "Home"),
      h("button", { id: "count", onClick: () => count.value++ }, `Counted ${count.value}`),
      h("button", { id: "export" }, "Export everything"),
      h("button", { id: "load", onClick: load }, "Load prices"),
      h("output", { id: "price" }, price.value),
      h("button", { id: "ask", onClick: () => (open.value = true) }, "Ask me"),
      open.value ? h(Ask, { onClose: () => (open.value = false) }) : null,
    ];
  },
});

const Ask = defineComponent({
  emits: ["close"],
  setup(_, { emit }) {
    const box = ref(null);
    const heading = useId();
    onMounted(() => nextTick(() => box.value.focus()));
    return () =>
      h(Teleport, { to: "body" }, [
        h("div", { role: "dialog", "aria-modal": "true", "aria-labelledby": heading, id: "dialog" }, [
          h("h2", { id: heading }, "Are you sure?"),
          h("input", { id: "why", "aria-label": "Why", ref: box }),
          h("button", { id: "yes", onClick: () => emit("close") }, "Yes"),
        ]),
      ]);
  },
});

const People = defineComponent({
  setup() {
    const people = ref(Array.from({ length: 30 }, (_, at) => `Person ${at}`));
    const wanted = ref("");
    const shown = computed(() => people.value.filter((one) => one.includes(wanted.value)));
    const remove = (one) => (people.value = people.value.filter((other) => other !== one));
    return () => [
      h("h1", "People"),
      h("input", { id: "filter", "aria-label": "Filter", value: wanted.value, onInput: (event) => (wanted.value = event.target.value) }),
      h("button", { id: "turn", onClick: () => (people.value = [...people.value].reverse()) }, "Turn round"),
      h("ul", shown.value.map((one) => h("li", { key: one }, [`${one} `, h("input", { "aria-label": `Note on ${one}` }), " ", h("button", { onClick: () => remove(one) }, "Remove")]))),
    ];
  },
});

const Profile = defineComponent({
  setup() {
    const mail = ref("");
    const answer = ref({});
    const field = useId();
    const save = async (event) => {
      event.preventDefault();
      await new Promise((done) => setTimeout(done, 20));
      answer.value = mail.value.includes("@") ? { saved: true } : { error: "Enter a whole e-mail address" };
    };
    return () => [
      h("h1", "Profile"),
      h("form", { id: "profile", onSubmit: save, novalidate: true }, [
        h("label", { for: field }, "E-mail"),
        h("input", { id: field, class: "mail", value: mail.value, onInput: (event) => (mail.value = event.target.value.toLowerCase()), "aria-invalid": Boolean(answer.value.error), "aria-describedby": "mail-error" }),
        answer.value.error ? h("p", { id: "mail-error", role: "alert" }, answer.value.error) : null,
        h("button", { id: "save" }, "Save profile"),
        answer.value.saved ? h("p", { role: "status" }, "Saved") : null,
      ]),
    ];
  },
});
