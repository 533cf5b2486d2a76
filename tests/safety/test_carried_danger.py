from microneedling_faq.safety.carried_danger import Carried, Said, carried_danger

QUIET = Said(None, released=False)
CRISIS = Said("crisis", released=False)
OVER = Said(None, released=True)
BACK = Said(None, released=False, renewed=True)


def test_a_danger_stays_through_any_number_of_messages_that_say_nothing_of_it():
    assert carried_danger([CRISIS, *[QUIET] * 50], QUIET) == Carried(urgent="crisis")


def test_a_message_of_release_ends_it_and_recalls_it_once():
    assert carried_danger([CRISIS], OVER) == Carried(recalled="crisis", calm=True)
    assert carried_danger([CRISIS, OVER], QUIET) == Carried()


def test_a_new_danger_takes_the_place_of_the_one_before():
    assert carried_danger([CRISIS, OVER, Said("breathing", released=False)], QUIET) == Carried(urgent="breathing")


def test_a_release_that_tells_of_danger_itself_ends_nothing():
    assert carried_danger([CRISIS], Said("breathing", released=True)) == Carried(urgent="crisis")


def test_without_a_danger_nothing_is_carried():
    assert carried_danger([QUIET, OVER], OVER) == Carried()
    assert carried_danger([QUIET, OVER], BACK) == Carried()


def test_a_danger_that_was_called_over_is_there_again_when_that_is_taken_back():
    assert carried_danger([CRISIS, OVER], BACK) == Carried(urgent="crisis")
    assert carried_danger([CRISIS, OVER, QUIET, BACK], QUIET) == Carried(urgent="crisis")
    assert carried_danger([CRISIS, OVER, BACK, OVER], BACK) == Carried(urgent="crisis")


def test_all_is_well_can_be_said_again_without_a_second_reminder():
    assert carried_danger([CRISIS, OVER, QUIET], OVER) == Carried(calm=True)
