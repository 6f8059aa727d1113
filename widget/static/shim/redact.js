/* Masks what could name a person in any text that leaves the page towards a server that judges for Python: the same as
 * widget/redaction.py and widget/slots.py, letter by letter (tests/widget/test_redact_in_js.py): change both.
 *
 * Nothing looks behind, each pattern takes a whole run at once: the time is linear, and old browsers understand it. */

/* Scripts without capitals; their letters begin a name as well. */
const OTHER = String.raw`\u0590-\u06ff\u0900-\u097f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3`;
const LETTER = String.raw`A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f${OTHER}`;
const CAPITAL = String.raw`A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f\u0386-\u03ab\u0400-\u042f${OTHER}`;
const PARTICLES =
  "von|van|vom|zu|zur|zum|der|den|de|da|das|do|dos|di|du|des|del|della|la|le|les|el|al|bin|ibn|ben|ter|ten|af|av|y" +
  "|e";
const GREETINGS =
  "dear|hello|hi|hey|welcome back|welcome|good (?:morning|afternoon|evening)|thank you|thanks|goodbye|bye" +
  "|congratulations|sehr geehrter?|guten (?:morgen|tag|abend)|liebe[rs]?|hallo|willkommen zurück|willkommen" +
  "|vielen dank|danke|servus|moin|chère?|cher|bonjour|bonsoir|salut|bienvenue|merci|bon retour|estimad[oa]" +
  "|querid[oa]|hola|buenos días|buenas (?:tardes|noches)|bienvenid[oa]|gracias|ciao|buongiorno|buonasera|car[oa]" +
  "|benvenut[oa]|grazie|beste|welkom|olá|bem-vind[oa]|obrigad[oa]";
const LOGINS =
  "(?:signed|logged) in as|acting as|angemeldet als|eingeloggt als|connectée? en tant que|conectad[oa] como" +
  "|sesión iniciada como|connesso come|ingelogd als";
const BY =
  "(?:created|posted|written|uploaded|edited|updated|submitted|shared|invited|reviewed|approved) by|assigned to" +
  "|shared with|account of|profile of|erstellt von|geschrieben von|zugewiesen an|konto von|profil von|créée? par" +
  "|écrit par|compte de|creado por|escrito por|asignado a|cuenta de";
const LABELS =
  "(?:(?:first|last|full|given|family|middle|maiden|birth|display|user|account|customer|patient|contact" +
  "|company contact|mother's maiden) ?)?name|surname|nickname|user|customer|client|patient|recipient|sender" +
  "|attendee|guest|passenger|(?:card|account|policy) ?holder|beneficiary|author|owner|assignee|contact|cc|from|attn" +
  "|(?:vor|nach|familien|geburts|benutzer)name|kunde|kundin|patientin|karteninhaber(?:in)?|kontoinhaber(?:in)?" +
  "|empfänger(?:in)?|ansprechpartner(?:in)?|nom(?: de famille| de naissance| d'utilisateur)?|prénom|titulaire" +
  "|destinataire|cliente?|nombre(?: completo| de usuario)?|apellidos?|usuario|titular|destinatario|paciente|nome" +
  "|cognome|naam|voornaam|achternaam";
const TITLES =
  "(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|herr|herrn|frau|mme|mlle|monsieur|madame|m|señor|señora|sr|sra" +
  "|don|doña|signor|signora|dhr|mevr)[.]? ";
/* What pages themselves write with a capital behind such words. */
const NO_NAME =
  "a|an|and|the|to|for|from|of|in|on|at|our|your|you|my|we|us|this|that|it|is|as|with|by|not|no|none|unknown|n/a" +
  "|new|there|again|all|everyone|everybody|team|world|customer|customers|user|users|guest|visitor|friend|friends" +
  "|member|members|valued|colleague|colleagues|sir|madam|back|page|home|now|today|please|enter|required|invalid" +
  "|must|cannot|can't|optional|missing|empty|should|may|only|use|choose|select|add|edit|change|save|delete|remove" +
  "|show|hide|see|kunde|kunden|kundin|damen|herr|herren|gast|welt|bei|zu|zum|zur|im|am|das|der|die|den|ihr|ihre" +
  "|ihnen|pflichtfeld|erforderlich|bitte|client|cliente|clientes|clients|monsieur|madame|messieurs|dames|à|au|aux" +
  "|chez|dans|le|la|les|l|votre|vos|vous|obligatoire|requis|veuillez|al|en|el|los|las|su|sus|tu|por|para|señor" +
  "|señora|obligatorio|obligatoria|requerido|requerida|mundo|todos|tutti|tutte|mondo|iedereen";
const PLAIN_LOGIN =
  "a|an|the|not|now|in|on|offline|online|about|all|almost|being|done|free|here|invited|leaving|logged|ready|signed" +
  "|sure|using|viewing|welcome|still|already|going|guest|you|no|one|currently";
const WORD = String.raw`[${CAPITAL}](?:\.|[${LETTER}]*(?:['\u2019-][${LETTER}]+)*)`;
const BEFORE = `(?:(?:${PARTICLES}) ){0,3}`;
const NAME = new RegExp(`${BEFORE}${WORD}(?: ${BEFORE}${WORD}){0,3}`, "y");
const ACCOUNT = String.raw`[${LETTER}0-9_+'\u2019-]+(?:\.[${LETTER}0-9_+'\u2019-]+)*`;
const LOGIN = new RegExp(`${ACCOUNT}(?: ${WORD}){0,3}`, "y");
const IS_NO_NAME = new RegExp(`^(?:${NO_NAME})$`);
const IS_PLAIN_LOGIN = new RegExp(`^(?:${PLAIN_LOGIN})$`);
const SLOT = new RegExp(
  String.raw`(?:^|[^a-z0-9\u00df-\u024f])(?:((?:${LOGINS}):? )|(?:(?:${GREETINGS})(?:[,!] ?| )|(?:${BY}):? |(?:${LABELS}) ?: ?)(?:${TITLES}){0,2})`,
  "g",
);

const LOCAL = String.raw`A-Za-z0-9._%+'\u00c0-\u024f\u0370-\u1fff\u3040-\ud7ff-`;
const HOST = String.raw`A-Za-z0-9\u00c0-\u024f\u0370-\u1fff-`;
const GAP = String.raw`[ ._\u2010-\u2013-]`;
const EMAIL = new RegExp(String.raw`[${LOCAL}]+(?:@[${HOST}]+(?:\.[${HOST}]+)+)?`, "g");
const IBAN = /\b[A-Za-z]{2}[0-9]{2}(?:[ \u2010-\u2013-]?[A-Za-z0-9]){11,30}\b/g;
const CARD = new RegExp(`[0-9](?:${GAP}?[0-9]){12,}`, "g");
const TOKEN = /[A-Za-z0-9_+/=.-]{20,}/g;
const PHONE = /(^|[^A-Za-z0-9_/])((?:\+|00|\(?0|\([0-9]{2,4}\) ?)[0-9 ()./\u2010-\u2013-]{5,20}[0-9]|[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}(?![0-9]))/g;
const DATE = /^[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}$/;
const SOCIAL = /\b[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}\b/g;
const DIGITS = /[0-9]{6,}/g;
const GROUPS = new RegExp(GAP);
const BETWEEN = /[ \u2010-\u2013-]/g; // groups of an IBAN

const IBAN_CHARS = 15, IBAN_LONGEST = 34;
const CARD_SHORTEST = 13, CARD_LONGEST = 19;
const PHONE_SHORTEST = 8, PHONE_LONGEST = 15;
const ACCOUNT_GROUP = 3; // digits; groups of two are dates and times
const FEW = 3; // digits, and letters, that make a token of a long word

const count = (text, pattern) => (text.match(pattern) || []).length;

/** The text with personal data and secrets replaced by what they are, such as "[email]". */
export function mask(text) {
  if (!text) return text;
  return maskNames(
    text
      .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g, plainDigit)
      .replace(/\uff20|%40/g, "@")
      .replace(EMAIL, (found) => (found.includes("@") ? "[email]" : found))
      .replace(IBAN, iban)
      .replace(CARD, card)
      .replace(TOKEN, (found) =>
        count(found, /[0-9]/g) >= FEW && count(found, /[A-Za-z]/g) >= FEW ? "[token]" : found,
      )
      .replace(PHONE, phone)
      .replace(SOCIAL, "[number]")
      .replace(DIGITS, "[number]"),
  );
}

/* The digits of other scripts: each ten of them begins at a code that ends in 0 or 6. */
function plainDigit(char) {
  const code = char.charCodeAt(0);
  return String((code & 15) - (code > 0x965 && code < 0x970 ? 6 : 0));
}

/* An IBAN ends where its checksum holds; without one, what has an IBAN's shape is an account's number all the same. */
function iban(text) {
  for (let end = text.length; end >= IBAN_CHARS; end--)
    if ((end === text.length || /[ \u2010-\u2013-]/.test(text[end])) && holds(text.slice(0, end))) return "[iban]" + text.slice(end);
  const last = text.search(/[0-9][^0-9]*$/) + 1; // what comes after the last digit is a word
  const compact = text.slice(0, last).replace(BETWEEN, "");
  if (compact.length < IBAN_CHARS || 2 * count(compact, /[0-9]/g) < compact.length) return text;
  return "[number]" + text.slice(last);
}

/* ISO 7064: with its head at its end and letters as numbers from 10, an IBAN leaves 1 by 97. */
function holds(text) {
  const compact = text.replace(BETWEEN, "");
  if (compact.length < IBAN_CHARS || compact.length > IBAN_LONGEST) return false;
  let rest = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    const value = parseInt(char, 36);
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest === 1;
}

/* A card by Luhn's checksum; other long numbers in groups are accounts; dates in a row are neither. */
function card(text) {
  if (text.split(GROUPS).slice(1, -1).some((group) => group.length < ACCOUNT_GROUP)) return text;
  const digits = text.replace(/[^0-9]/g, "");
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    sum += at % 2 ? (digit < 5 ? 2 * digit : 2 * digit - 9) : digit;
  }
  return digits.length >= CARD_SHORTEST && digits.length <= CARD_LONGEST && sum % 10 === 0 ? "[card]" : "[number]";
}

function phone(found, before, text) {
  const digits = count(text, /[0-9]/g);
  return DATE.test(text) || digits < PHONE_SHORTEST || digits > PHONE_LONGEST ? found : `${before}[phone]`;
}

/* "[name]" where a known slot holds what looks like a person's name (widget/slots.py). */
function maskNames(text) {
  const folded = text.replace(/[A-Z\u00c0-\u00d6\u00d8-\u00de]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 32));
  let out = "", done = 0;
  SLOT.lastIndex = 0;
  for (let slot; (slot = SLOT.exec(folded)); ) {
    const at = SLOT.lastIndex;
    const end = nameEnd(text, folded, at, slot[1]);
    if (end) {
      out += `${text.slice(done, at)}[name]`;
      done = end;
    }
    SLOT.lastIndex = end || at - 1; // its last space may stand before the next slot
  }
  return out + text.slice(done);
}

function nameEnd(text, folded, at, login) {
  const pattern = login ? LOGIN : NAME;
  pattern.lastIndex = at;
  if (!pattern.test(text)) return 0;
  const end = pattern.lastIndex;
  const [first] = folded.slice(at, end).split(" ");
  return (login ? IS_PLAIN_LOGIN : IS_NO_NAME).test(first.replace(/\.+$/, "")) ? 0 : end;
}
