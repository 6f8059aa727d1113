"""The examples of a site's intents: pasted, changed, removed, moved from what visitors said, in and out as CSV."""

from litestar import Controller, Response, get, post, put
from litestar.params import FromPath, JSONBody

from server.api.auth import requires
from server.api.given import Db, Now
from server.api.intents import Models, Who, editor_of, found_site
from server.api.views.intents import ImportExamples, IntentSaved, MoveTurns, NewExamples, RemoveExamples, SetExample
from server.errors import Invalid
from server.learning import editing, example_files
from server.learning.dataset import site_taxonomy

MOST_CSV = 4_000_000  # characters: some forty thousand sentences


class ExamplesController(Controller):
    """Agents know how visitors speak: they may bring examples; a whole file takes an admin."""

    path = "/v1/sites/{site:str}/examples"
    tags = ("intents",)
    guards = (requires("agent"),)

    @post("/", sync_to_thread=True)
    def paste(
        self, site: FromPath[str], data: JSONBody[NewExamples], db: Db, registry: Models, now: Now, request: Who
    ) -> IntentSaved:
        """Sentences for an intent; what stood elsewhere moves here, what is known is counted."""
        return db.write(editing.paste, editor_of(db, registry, site, request, now), data.intent, data.texts)

    @put("/{key:str}", sync_to_thread=True)
    def reword(
        self,
        site: FromPath[str],
        key: FromPath[str],
        data: JSONBody[SetExample],
        db: Db,
        registry: Models,
        now: Now,
        request: Who,
    ) -> IntentSaved:
        """Changes an example's words or intent."""
        editor = editor_of(db, registry, site, request, now)
        return db.write(editing.reword, editor, key, data.text, data.intent)

    @post("/remove", status_code=200, sync_to_thread=True)
    def remove(
        self, site: FromPath[str], data: JSONBody[RemoveExamples], db: Db, registry: Models, now: Now, request: Who
    ) -> IntentSaved:
        """Takes examples away, shipped ones too."""
        return db.write(editing.remove, editor_of(db, registry, site, request, now), data.keys)

    @post("/move", status_code=200, sync_to_thread=True)
    def move(
        self, site: FromPath[str], data: JSONBody[MoveTurns], db: Db, registry: Models, now: Now, request: Who
    ) -> IntentSaved:
        """What visitors said becomes an example of an intent; held-out visitors' words only test it."""
        return db.write(editing.move, editor_of(db, registry, site, request, now), data.turns, data.intent)

    @post("/import", guards=[requires("admin")], status_code=200, sync_to_thread=True)
    def bring_in(
        self, site: FromPath[str], data: JSONBody[ImportExamples], db: Db, registry: Models, now: Now, request: Who
    ) -> IntentSaved:
        """A CSV file with the columns text and label; labels that are no intent yet become one."""
        if len(data.csv) > MOST_CSV:
            raise Invalid(f"the file is longer than {MOST_CSV // 1_000_000} million characters", "too_many")
        return db.write(example_files.bring_in, editor_of(db, registry, site, request, now), data.csv)


class ExportController(Controller):
    """What the site's intents are made of, to take along."""

    path = "/v1/sites/{site:str}/taxonomy"
    tags = ("intents",)

    @get("/export", guards=[requires("viewer")], sync_to_thread=True, media_type="text/csv")
    def export(self, site: FromPath[str], db: Db, registry: Models) -> Response[str]:
        """Every example that counts as CSV: text, label, source."""
        found_site(db, site)
        content = example_files.written_out(site_taxonomy(db, registry, site))
        headers = {"content-disposition": f'attachment; filename="intents-{site}.csv"'}
        return Response(content, media_type="text/csv", headers=headers)
