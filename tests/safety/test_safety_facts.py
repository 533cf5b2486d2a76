"""What the fact sheet on safety asks for is there: a signpost for each situation, a caution for each over-claim.

The sheet is `safety-facts.md`, sections 2 and 6 and the table of over-claims; its rows are repeated here.
"""

import pytest

from microneedling_faq import Chatbot
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.paths import shipped

ASK_FIRST = {
    "I am pregnant": "pregnancy",
    "I am breastfeeding my baby": "breastfeeding",
    "I take Roaccutane": "isotretinoin",
    "I have active acne on my cheeks right now": "active-acne",
    "I have an open wound on my chin": "broken-skin",
    "I get cold sores": "cold-sores",
    "I get keloids": "keloids",
    "I have haemophilia": "bleeding-disorder",
    "I take warfarin every day": "blood-thinners",
    "my diabetes is not controlled": "diabetes",
    "I have hepatitis B": "immune",
    "I am on high dose steroids": "other-medicines",
    "I am having radiotherapy": "cancer",
    "I have lupus": "autoimmune",
    "I have eczema on my face": "eczema-psoriasis",
    "my psoriasis is flaring": "eczema-psoriasis",
    "my rosacea is flaring right now": "rosacea-flare",
    "there is a mole on my cheek": "skin-cancer-moles",
    "my scar is only two months old, can it be treated": "recent-procedures",
    "I had filler in my cheeks last month": "recent-procedures",
    "I have a fresh suntan, can I come tomorrow": "sun-exposed",
    "I am allergic to nickel": "allergies",
    "I am allergic to numbing cream": "allergies",
    "can it be done on my eyelids": "near-eyes",
    "I am 17": "under-22",
    "I have a heart condition": "heart",
    "I have dark skin, will it leave marks": "darker-skin",
    "can I do it at home with a roller": "home-use",
    "which serum can I put on during needling": "serums",
    "is it safe": "general-risk",
}
URGENT = {
    "I have trouble breathing": "breathing",
    "my lips and eyes are swelling": "breathing",
    "I feel like I am going to faint since the session": "breathing",
    "my tongue is swelling": "breathing",
    "she is confused and her speech is slurred": "stroke",
    "my skin looks mottled and I cannot stop shivering": "sepsis",
    "my cheek is infected and I have a fever": "infection-fever",
    "my eye is swollen and I see double": "eye",
    "the treated skin is red, hot, swollen and painful": "skin-infection",
    "pus is coming out": "skin-infection",
    "the redness is spreading": "skin-infection",
    "a cluster of painful blisters came up on my lip after treatment": "blister-clusters",
    "I have had lumps under the skin for weeks since the treatment": "lumps-rash",
    "they used a dirty needle on me": "needle-exposure",
    "the bleeding will not stop": "bleeding",
    "I do not want to live any more": "crisis",
}
OVER_CLAIMS = (
    "the therapy has no side effects",
    "a perfect match for anyone",
    "without even damaging your top skin layer",
    "it gets rid of the top layer of the skin",
    "but the treatment will fix it all",
    "thus ending the rosacea",
    "Rosacea is a disorder that is caused by facial reddening",
    "the disorder is caused by food, sunlight or even the beverages",
    "it makes sure there is no premature skin aging",
    "a sure way of making the ant-aging products work better",
    "fade out almost all type of injuries",
    "able to break down any scar tissue",
    "ensure that you get healthy skin",
    "After several treatments, you will have the stretch marks fade out",
    "Most people have reported that they get an excellent result",
    "The production is brought forth due to abnormal melanocyte",
    "The treatment helps you with this condition",
    "so that moral melanocyte can be produced",
    "makes sure the condition of the skin is improved",
    "Never engage in the use of the product",
    "This treatment also helps to treat rosacea",
    "you can use this option and enjoy the positive outcome",
    "you should get this treatment",
    "happens to people who have a dark complexion",
    "makes sure more collagen is produced",
    "allowing the skin to be thicker and to tighten",
    "used to breakdown stretch marks",
)
NO_CLAIM = (
    "so that moral melanocyte can be produced",
)  # nothing was found for it: its caution claims nothing, and sends to a clinician


@pytest.mark.parametrize(("message", "signpost"), ASK_FIRST.items())
def test_a_situation_in_which_to_ask_first_has_its_signpost(chatbot: Chatbot, message, signpost):
    reply = chatbot.reply(message)

    assert reply.kind == "refer"
    assert reply.notice == chatbot.notices.text(f"signposts.{signpost}.text")


@pytest.mark.parametrize(("message", "signpost"), URGENT.items())
def test_a_red_flag_has_its_signpost_in_both_languages(chatbot: Chatbot, message, signpost):
    reply = chatbot.reply(message)

    assert reply.kind == "urgent"
    assert reply.notice == chatbot.notices.text(f"signposts.{signpost}.text")
    assert (
        chatbot.notices.texts["es"][f"signposts.{signpost}.text"] != chatbot.notices.texts["en"][f"signposts.{signpost}.text"]
    )


def test_every_over_claim_with_a_good_source_has_its_caution_and_a_source():
    cautions = {group.text("quote"): group.fields["sources"] for group in read_tables(shipped("corpus"))["cautions"]}

    assert [claim for claim in OVER_CLAIMS if claim not in cautions] == []
    assert [claim for claim in OVER_CLAIMS if not cautions[claim]] == list(NO_CLAIM)
