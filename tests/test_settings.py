from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq import settings as settings_module
from microneedling_faq.cli.settings_listing import format_settings
from microneedling_faq.corpus.notices import read_notices
from microneedling_faq.errors import SettingsError
from microneedling_faq.paths import shipped
from microneedling_faq.settings import ALL_SETTINGS, Settings
from microneedling_faq.settings_reading import check_notices, list_settings, read_settings

WRONG_BARS = ["-0.1", "1.01", "30", "nan", "inf", "true", "'0.3'", "[0.3]"]


def write(folder: Path, content: str | bytes) -> Path:
    return write_files(folder, {"settings.toml": content}) / "settings.toml"


def test_without_a_file_everything_has_a_default():
    assert read_settings(None) == Settings()


def test_an_empty_file_changes_nothing(tmp_path):
    assert read_settings(write(tmp_path, "")) == Settings()


def test_the_example_in_the_documentation_is_read_whole(tmp_path):
    example = settings_module.__doc__.split("\n\n", 1)[1]

    assert read_settings(write(tmp_path, example)) == Settings(
        name="Riverside Skin Clinic",
        phone="+1 505 555 0100",
        booking="https://clinic.example/book",
        country="US",
        email="hello@clinic.example",
        privacy="https://clinic.example/privacy",
        accessibility="https://clinic.example/accessibility",
        imprint="https://clinic.example/imprint",
        expert="a dentist",
        documents="our leaflets",
        subject="dental care",
        emergency="911",
        crisis="988 (call or text)",
        bar=0.4,
        origins=("https://clinic.example",),
        proxies=("127.0.0.1",),
        path="/faq",
        metrics="127.0.0.1:9464",
        database="/var/lib/microneedling-faq/store.db",
        notices={"en": {"general.recommendation": "Please talk to one of our doctors first."}},
    )


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf[clinic]\r\nname = 'Ours'\r\n", "name = 'Ours'\n"])
def test_a_byte_order_mark_and_windows_line_ends_and_no_table_are_fine(tmp_path, content):
    assert read_settings(write(tmp_path, content)).name == "Ours"


def test_texts_may_be_written_as_tables_or_as_dotted_keys(tmp_path):
    dotted = '[notices.es]\n"general.recommendation" = "Vea a un médico."\n'
    tables = '[notices.es.general]\nrecommendation = "Vea a un médico."\n'

    assert read_settings(write(tmp_path, dotted)) == read_settings(write(tmp_path, tables))
    assert read_settings(write(tmp_path, dotted)).notices == {"es": {"general.recommendation": "Vea a un médico."}}


@pytest.mark.parametrize(
    ("country", "emergency", "crisis"),
    [("US", "911", "988"), ("UK", "999", "116 123"), ("EU", "112", "112"), ("ES", "112", "024")],
)
def test_the_country_gives_the_numbers_to_call(tmp_path, country, emergency, crisis):
    values = read_settings(write(tmp_path, f'[care]\ncountry = "{country}"\n')).placeholders()

    assert (values["emergency"], values["crisis"]) == (emergency, crisis)


def test_a_line_is_described_in_the_words_of_the_reader():
    words = {"general.line_text": "call or text", "general.line_free": "free", "general.line_always": "day and night"}

    assert Settings().placeholders(words)["crisis_line"] == "988 Suicide & Crisis Lifeline: call or text, free, day and night"
    assert Settings().placeholders()["crisis_line"] == "988 Suicide & Crisis Lifeline"


def test_a_country_without_a_crisis_line_of_its_own_gives_the_emergency_number_and_names_no_service():
    values = Settings(country="RO").placeholders()

    assert (values["crisis"], values["crisis_line"], values["poison"]) == ("112", "", "")
    assert Settings(country="RO", emergency="113").placeholders()["crisis"] == "113"


def test_numbers_of_ones_own_stand_before_those_of_the_country(tmp_path):
    values = read_settings(write(tmp_path, '[care]\nemergency = "000"\ncrisis = "13 11 14"\n')).placeholders()

    assert (values["clinic"], values["emergency"], values["crisis"]) == ("the clinic", "000", "13 11 14")
    assert (values["emergency_line"], values["crisis_line"]) == ("", "")


@pytest.mark.parametrize(("written", "bar"), [("0", 0.0), ("0.45", 0.45), ("1", 1.0), ("1.0", 1.0)])
def test_the_bar_is_a_number_from_0_to_1(tmp_path, written, bar):
    assert read_settings(write(tmp_path, f"[answers]\nbar = {written}\n")).bar == bar


@pytest.mark.parametrize(
    ("key", "near"), [("general.recomendation", "general.recommendation"), ("topics.pryce.text", "topics.price.text")]
)
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_text_that_there_is_not_is_refused_and_the_nearest_are_named(key, near, language):
    notices = read_notices(shipped("corpus"))
    check_notices({language: {near: "Ask us."}}, notices)

    with pytest.raises(SettingsError, match=rf"\[notices\.{language}\]: there is no text '{key}'.*{near}"):
        check_notices({language: {near: "Ask us.", key: "Ask us."}}, notices)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[clinic\n", "cannot be read.*line 1"),
        (b"[clinic]\nname = '\xe9'\n", "cannot be read"),
        ("[clinic]\nnmae = 'Ours'\n", r"there is no setting 'clinic\.nmae'\. Known: .*name"),
        ("[clnic]\nname = 'Ours'\n", r"there is no setting 'clnic\.name'\. Known: clinic\.name, "),
        ("[clnic]\n", r"there is no setting 'clnic'\. Known: "),
        ("nmae = 'Ours'\n", r"there is no setting 'nmae'\. Known: "),
        ("[clinic]\ncountry = 'US'\n", r"there is no setting 'clinic\.country'\. Known: .*care\.country"),
        ("[answers]\nbars = 0.3\n", r"there is no setting 'answers\.bars'\. Known: .*answers\.bar"),
        *((f"[answers]\nbar = {bar}\n", r"answers\.bar must be a number from 0 to 1") for bar in WRONG_BARS),
        ("[notices.english]\n'general.recommendation' = 'Ask us.'\n", r"no language 'english'.*\[notices\.en\]"),
        ("[clinic]\nname = 7\n", r"clinic\.name must be a text in quotes"),
        ("[clinic.name]\nfirst = 'Ours'\n", r"clinic\.name must be a text in quotes"),
        ("[web]\norigins = 'https://clinic.example'\n", r"web\.origins must be a list of texts"),
        ("[web]\norigins = [7]\n", r"web\.origins must be a list of texts"),
        ("[web]\nquestions_per_minute = -1\n", r"web\.questions_per_minute must be a whole number"),
        ("[web]\nquestions_per_minute = true\n", r"web\.questions_per_minute must be a whole number"),
        ("[web]\nquestions_per_minute = '9'\n", r"web\.questions_per_minute must be a whole number"),
        ("[care]\ncountry = 'us'\n", r"care\.country must be one of US, UK, CA"),
        ("[care]\nrequire_signed = 'yes'\n", r"care\.require_signed must be true or false"),
        ("[web]\nkeep_visits = 'no'\n", r"web\.keep_visits must be true or false"),
        ("notices = 'hello'\n", r"as in \[notices\.en\]"),
        ("[notices]\nen = 'hello'\n", r"as in \[notices\.en\]"),
        ("[notices.en]\n'general.recommendation' = ''\n", r"general\.recommendation must be a text, and not an empty one"),
        ("[notices.en]\n'general.recommendation' = 7\n", r"general\.recommendation must be a text"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_what_is_wrong(tmp_path, content, said):
    path = write(tmp_path, content)

    with pytest.raises(SettingsError, match=said) as caught:
        read_settings(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, name):
    with pytest.raises(SettingsError, match="leave --settings out"):
        read_settings(tmp_path / name)


# Everything that is wrong, at once

WRONG_FILE = """
nmae = "Ours"
[clinic]
phone = 7
[answers]
bar = 30
[web]
origins = ["*"]
path = "faq"
[operate]
metrics = "9464"
log = "xml"
stop_seconds = -1
[notices.english]
"general.recommendation" = "Ask us."
[notices.es]
"general.recommendation" = ""
"""


def test_every_problem_is_told_at_once_a_line_each(tmp_path):
    path = write(tmp_path, WRONG_FILE)
    with pytest.raises(SettingsError) as caught:
        read_settings(path, {"MICRONEEDLING_FAQ_CARE_COUNTRY": "us", "MICRONEEDLING_FAQ_WEB_PAHT": "/x"})
    lines = str(caught.value).splitlines()

    assert len(lines) == 12
    told = ["'nmae'", "clinic.phone", "answers.bar", "web.origins", "web.path", "operate.metrics", "operate.log"]
    told += ["operate.stop_seconds", "'english'", "general.recommendation", "care.country", "'web.paht'"]
    assert [word for word in told if sum(word in line.split(" Known: ")[0] for line in lines) != 1] == []
    assert all(line.startswith((f"{path}", "environment variable MICRONEEDLING_FAQ_")) for line in lines)


def test_texts_that_there_are_not_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        check_notices({"en": {"general.x": "A", "general.y": "B"}, "es": {"z": "C"}}, read_notices(shipped("corpus")))

    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize("origin", ["*", "clinic.example", "https://a.example; script-src *", "https://a.example/page"])
def test_an_origin_that_is_none_is_known_before_anything_is_loaded(tmp_path, origin):
    with pytest.raises(SettingsError, match=r"web\.origins must be .* like https://clinic\.example"):
        read_settings(write(tmp_path, f"[web]\norigins = ['{origin}']\n"))


@pytest.mark.parametrize("address", ["9464", "localhost", "http://localhost:9464", "localhost:70000", ":9464", "a b:1"])
def test_an_address_that_is_none_is_refused(tmp_path, address):
    with pytest.raises(SettingsError, match=r"operate\.metrics must be a host and a port"):
        read_settings(write(tmp_path, f"[operate]\nmetrics = '{address}'\n"))


# The environment


def test_every_kind_of_setting_can_come_from_the_environment():
    settings = read_settings(
        None,
        {
            "MICRONEEDLING_FAQ_CLINIC_NAME": "Ours",
            "MICRONEEDLING_FAQ_ANSWERS_BAR": "0.5",
            "MICRONEEDLING_FAQ_CARE_REQUIRE_SIGNED": "True",
            "MICRONEEDLING_FAQ_WEB_ORIGINS": "https://a.example, https://b.example",
            "MICRONEEDLING_FAQ_WEB_QUESTIONS_PER_MINUTE": "7",
            "MICRONEEDLING_FAQ_OPERATE_METRICS": "[::1]:9464",
        },
    )

    assert settings == Settings(
        name="Ours",
        bar=0.5,
        require_signed=True,
        origins=("https://a.example", "https://b.example"),
        questions_per_minute=7,
        metrics="[::1]:9464",
    )


@pytest.mark.parametrize(
    ("variable", "written", "said"),
    [
        ("ANSWERS_BAR", "high", r"answers\.bar must be a number from 0 to 1"),
        ("WEB_QUESTIONS_PER_MINUTE", "1.5", r"web\.questions_per_minute must be a whole number"),
        ("CARE_REQUIRE_SIGNED", "yes", r"care\.require_signed must be true or false"),
        ("CARE_COUNTRY", "us", r"care\.country must be one of US, UK, CA"),
        ("WEB_BARS", "1", r"there is no setting 'web\.bars'"),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(variable, written, said):
    with pytest.raises(SettingsError, match=rf"^environment variable MICRONEEDLING_FAQ_{variable}: {said}"):
        read_settings(None, {f"MICRONEEDLING_FAQ_{variable}": written})


def test_variables_of_others_are_left_alone():
    """Container hosts set the first two for a service of our name; the third is where the cache is."""
    theirs = {"MICRONEEDLING_FAQ_PORT": "tcp://10.0.0.1", "MICRONEEDLING_FAQ_SERVICE_HOST": "10.0.0.1"}

    assert read_settings(None, theirs | {"MICRONEEDLING_FAQ_CACHE": "/x", "WEB_PATH": "/y"}) == Settings()


def test_a_listing_says_of_every_setting_where_its_value_comes_from(tmp_path):
    path = write(tmp_path, "phone = '1'\n[web]\npath = '/file'\n[notices.en]\n'general.recommendation' = 'Ask.'\n")
    listed = {each.setting.name: each for each in list_settings(path, {"MICRONEEDLING_FAQ_WEB_PATH": "/environment"})}

    assert len(listed) == len(ALL_SETTINGS)
    assert (listed["clinic.phone"].value, listed["clinic.phone"].source) == ("1", str(path))
    assert listed["web.path"].value == "/environment"
    assert listed["web.path"].source == "environment variable MICRONEEDLING_FAQ_WEB_PATH"
    assert (listed["care.country"].value, listed["care.country"].source) == ("US", "default")
    assert all(setting.meaning for setting in ALL_SETTINGS)


# The store


def test_questions_are_kept_only_where_there_is_a_store(tmp_path):
    with pytest.raises(SettingsError, match=r"keep_questions is true, but store\.database is empty"):
        read_settings(write(tmp_path, "[store]\nkeep_questions = true\n"))
    assert read_settings(write(tmp_path, "[store]\nkeep_questions = true\ndatabase = 's.db'\n")).keep_questions


@pytest.mark.parametrize("database", ["mysql://localhost/faq", "sqlite://", "https://clinic.example", "7"])
def test_a_database_that_is_none_is_refused(tmp_path, database):
    written = database if database == "7" else f"'{database}'"
    with pytest.raises(SettingsError, match=r"store\.database must be a file, or an address like"):
        read_settings(write(tmp_path, f"[store]\ndatabase = {written}\n"))


@pytest.mark.parametrize(
    ("database", "printed"),
    [
        ("postgresql://faq:s3/cr@t@db.example/faq", "postgresql://faq:***@db.example/faq"),
        ("postgresql://faq@db.example/faq", "postgresql://faq@db.example/faq"),
        ("/var/a:b@c.db", "/var/a:b@c.db"),
    ],
)
def test_a_listing_shows_no_password(tmp_path, database, printed):
    listed = format_settings(list_settings(write(tmp_path, f"[store]\ndatabase = '{database}'\n")), {})
    assert f'database = "{printed}"' in listed
    assert "cr@t" not in listed
