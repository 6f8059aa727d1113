/* A small product as React 19 writes one: a controlled form, pages by pushState, a keyed list, a dialog in a portal. */
import { createContext, use, useActionState, useEffect, useId, useRef, useState, useTransition } from "react";
import { createPortal } from "react-dom";

const Where = createContext(null);

export function App({ path }) {
  const [route, setRoute] = useState(path);
  useEffect(() => {
    const moved = () => setRoute(location.pathname);
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  const go = (to) => {
    history.pushState({ to }, "", to + location.search);
    setRoute(to);
    document.title = `${to} - Acme`;
  };
  return (
    <Where value={{ route, go }}>
      <nav aria-label="Main">
        <To path="/">Home</To> <To path="/people">People</To> <To path="/profile">Profile</To>
      </nav>
      <main>{route === "/people" ? <People /> : route === "/profile" ? <Profile /> : <Home />}</main>
    </Where>
  );
}

function To({ path, children }) {
  const { route, go } = use(Where);
  const follow = (event) => {
    event.preventDefault();
    go(path);
  };
  return <a href={path} aria-current={route === path ? "page" : undefined} onClick={follow}>{children}</a>;
}

function Home() {
  const [count, setCount] = useState(0);
  const [open, setOpen] = useState(false);
  const [price, setPrice] = useState("");
  const load = async () => setPrice(`${(await (await fetch("/prices.json")).json()).seat} €`);
  return (
    <>
      <h1>Home</h1>
      <button id="count" onClick={() => setCount((before) => before + 1)}>Counted {count}</button>
      <button id="export">Export everything</button>
      <button id="load" onClick={load}>Load prices</button>
      <output id="price">{price}</output>
      <button id="ask" onClick={() => setOpen(true)}>Ask me</button>
      {open && <Ask close={() => setOpen(false)} />}
    </>
  );
}

function Ask({ close }) {
  const box = useRef(null);
  const heading = useId();
  useEffect(() => box.current.focus(), []);
  return createPortal(
    <div role="dialog" aria-modal="true" aria-labelledby={heading} id="dialog">
      <h2 id={heading}>Are you sure?</h2>
      <input id="why" aria-label="Why" ref={box} />
      <button id="yes" onClick={close}>Yes</button>
    </div>,
    document.body,
  );
}

function People() {
  const [people, setPeople] = useState(() => Array.from({ length: 30 }, (_, at) => `Person ${at}`));
  const [wanted, setWanted] = useState("");
  const [shown, setShown] = useState("");
  const [pending, start] = useTransition();
  const search = (event) => {
    setWanted(event.target.value);
    start(() => setShown(event.target.value));
  };
  return (
    <>
      <h1>People</h1>
      <input id="filter" aria-label="Filter" value={wanted} onChange={search} data-pending={pending} />
      <button id="turn" onClick={() => setPeople([...people].reverse())}>Turn round</button>
      <ul>
        {people.filter((one) => one.includes(shown)).map((one) => (
          <li key={one}>{one} <input aria-label={`Note on ${one}`} /> <button onClick={() => setPeople(people.filter((other) => other !== one))}>Remove</button></li>
        ))}
      </ul>
    </>
  );
}

function Profile() {
  const [mail, setMail] = useState("");
  const [answer, save] = useActionState(async () => {
    await new Promise((done) => setTimeout(done, 20));
    return mail.includes("@") ? { saved: true } : { error: "Enter a whole e-mail address" };
  }, {});
  const field = useId();
  return (
    <>
      <h1>Profile</h1>
      <form id="profile" action={save} noValidate>
        <label htmlFor={field}>E-mail</label>
        <input id={field} className="mail" value={mail} onChange={(event) => setMail(event.target.value.toLowerCase())} aria-invalid={Boolean(answer.error)} aria-describedby="mail-error" />
        {answer.error && <p id="mail-error" role="alert">{answer.error}</p>}
        <button id="save">Save profile</button>
        {answer.saved && <p role="status">Saved</p>}
      </form>
    </>
  );
}
