"""Who reaches what: one row per address and method, one status per kind of visitor.

A page that is not in here fails the build, and so does a row without a page.
"""

from datetime import UTC, datetime, timedelta

from tests.access_kinds import (
    SIGNED_IN,
    accounts,
    administrators,
    analysts,
    answering,
    editors,
    everybody,
    experts,
    moderators,
    owners,
    people_keepers,
    readers,
    result_readers,
    stakeholders,
    word_readers,
)

MATRIX: dict[str, dict[str, int]] = {
    "GET static": everybody(200),
    "GET home.index": everybody(200, **dict.fromkeys(SIGNED_IN, 302)),
    "POST home.set_language": everybody(302),
    "GET home.healthz": everybody(200),
    "GET account.sign_in": everybody(200, **dict.fromkeys(SIGNED_IN, 302)),
    "POST account.sign_in": everybody(422, **dict.fromkeys(SIGNED_IN, 302)),
    "POST account.sign_out": everybody(302),
    "GET account.second_step": everybody(303),  # no passphrase was given before
    "POST account.second_step": everybody(303),
    "GET account.forgotten": everybody(200),
    "POST account.forgotten": everybody(200),
    "GET account.new_passphrase": everybody(404),  # no such link
    "POST account.new_passphrase": everybody(404),
    "GET account.show": accounts(200),
    "POST account.save_profile": accounts(303),
    "POST account.change_passphrase": accounts(422),  # nothing is typed
    "POST account.end_sessions": accounts(422),  # no passphrase is typed
    "GET account.show_second_factor": accounts(200),
    "POST account.begin_second_factor": accounts(303),
    "GET account.draw_second_factor": accounts(404),  # nothing is being set up
    "POST account.confirm_second_factor": accounts(422),  # no code is typed
    "POST account.renew_recovery_codes": accounts(422),
    "POST account.put_codes_away": accounts(303),
    "POST account.remove_second_factor": accounts(422),
    "GET administration.show": administrators(200),
    "POST administration.create": administrators(303),
    "POST administration.change": administrators(303),
    "GET answer.show_invitation": everybody(200),
    "POST answer.start": everybody(303),
    "GET answer.overview": experts(200, 200),
    "GET answer.show_section": answering(200, 404),
    "POST answer.save_section": answering(303, 404),
    "POST answer.save_answer": answering(200, 404),
    "POST answer.save_reason": answering(200, 404),
    "GET answer.review": answering(200, 404),
    "POST answer.submit_round": answering(303, 404),
    "GET answer.receipt": experts(200, 404),
    "GET answer.results": experts(404, 404),  # the fifth round is still open
    "POST answer.leave": experts(303, 303),
    "POST answer.leave_as_somebody_else": experts(303, 303),
    "GET answer.tell_misdirected": everybody(200),
    "POST answer.tell_misdirected": everybody(200),
    "POST answer.send_new_link": everybody(200),
    "GET answer.new_link": everybody(200),
    "POST answer.new_link": everybody(200),
    "POST answer.send_receipt": experts(303, 404),
    "GET answer.deadline": experts(404, 404),  # the fifth round has none
    "GET consent.ask": experts(200, 200),
    "POST consent.give": experts(303, 303),
    "GET leaving.choose": experts(200, 200),
    "GET leaving.confirm": experts(200, 200),
    "POST leaving.act": experts(303, 303),
    "GET leaving.done": experts(200, 200),
    "POST leaving.mail_again": experts(303, 303),
    "GET own_data.show": experts(200, 200),
    "GET own_data.as_json": experts(200, 200),
    "GET own_data.as_csv": experts(200, 200),
    "GET mail_choice.show": everybody(200),
    "POST mail_choice.stop": everybody(200),
    "POST mail_choice.start_again": everybody(200),
    "GET studies.list_studies": accounts(200),
    "GET studies.board": readers(200),
    "GET studies.frame": readers(200),
    "GET protocol.show": readers(200),
    "GET protocol.edit": editors(200),
    "POST protocol.edit": editors(422),  # nothing is filled in
    "POST protocol.change_privacy": editors(303),
    "GET composer.list_rounds": editors(200),
    "POST composer.list_rounds": editors(422),  # nothing is filled in
    "GET composer.show": editors(200),
    "GET composer.edit_round": editors(200),
    "POST composer.edit_round": editors(422),  # it has no title
    "POST composer.move_round": editors(409),  # it has opened, as for what follows
    "POST composer.delete_round": editors(409),
    "POST composer.add_section": editors(409),
    "GET composer.edit_section": editors(200),
    "POST composer.edit_section": editors(409),
    "POST composer.move_section": editors(409),
    "POST composer.delete_section": editors(409),
    "POST composer.ask_of_all": editors(422),  # nothing is chosen
    "POST composer.drop_settled": editors(409),
    "GET composer.add_question": editors(200),
    "POST composer.add_question": editors(200),  # it asks for the kind first
    "GET composer.edit_question": editors(200),
    "POST composer.edit_question": editors(422),
    "POST composer.move_question": editors(409),
    "POST composer.delete_question": editors(409),
    "GET launch.show": editors(200),
    "POST launch.send_test": editors(303),
    "POST launch.confirm": editors(303),
    "GET preview.show": editors(200),
    "GET preview.show_section": editors(200),
    "POST preview.try_section": editors(303),
    "GET preview.review": editors(200),
    "GET preview.phone": editors(200),
    "GET framing.new_study": accounts(200),
    "POST framing.new_study": accounts(422),  # nothing is chosen
    "GET framing.clone_study": editors(200),
    "POST framing.clone_study": editors(303),
    "GET framing.basics": editors(200),
    "POST framing.basics": editors(422),  # no language is ticked
    "GET framing.drivers": editors(200),
    "GET framing.evidence": editors(200),
    "GET framing.comparison": editors(200),
    "GET framing.groups": editors(200),
    "POST framing.add_row": editors(422),  # it has no name
    "POST framing.add_lines": editors(303),
    "POST framing.save_row": editors(303),
    "POST framing.move_row": editors(303),
    "POST framing.delete_row": editors(409),  # the panel was asked about it
    "POST framing.undo": editors(303),
    "POST framing.apply_plan": editors(303),
    "GET rounds.show_round": result_readers(200),
    "GET rounds.open_round": editors(200),
    "POST rounds.open_round": editors(409),  # it is open
    "GET rounds.close_round": editors(200),
    "POST rounds.close_round": editors(303),
    "POST rounds.release_round": editors(409),  # it is not closed
    "POST rounds.set_deadline": editors(303),
    "POST rounds.pause_round": editors(303),
    "POST rounds.resume_round": editors(303),
    "GET rounds.reopen_round": editors(200),
    "POST rounds.reopen_round": editors(409),  # it is not closed
    "GET rounds.show_interim": result_readers(200),
    "POST rounds.renew_interim": analysts(303),
    "GET schedule.show_schedule": readers(200),
    "POST schedule.plan_act": editors(303),
    "GET schedule.change_act": editors(200),
    "POST schedule.change_act": editors(303),
    "POST schedule.cancel_act": editors(303),
    "GET studies.edit_notice": editors(200),
    "POST studies.edit_notice": editors(303),
    "GET reminders.show": people_keepers(200),
    "POST reminders.send": people_keepers(303),
    "GET reminders.preview": people_keepers(200),
    "GET reminders.preview_html": people_keepers(200),
    "POST reminders.send_to_self": people_keepers(303),
    "GET panel.show_panel": people_keepers(200),
    "GET panel.revoke": people_keepers(200),
    "POST panel.revoke": people_keepers(303),
    "GET panel.change_address": people_keepers(200),
    "POST panel.change_address": people_keepers(422),  # the person has answered
    "POST panel.invite_expert": people_keepers(303),
    "POST panel.replace_link": people_keepers(303),
    "GET reasons.list_reasons": word_readers(200),
    "GET reasons.read_texts": word_readers(200),
    "POST reasons.moderate_reason": moderators(303),
    "POST reasons.moderate_several": moderators(303),
    "GET reasons.paraphrase": moderators(200),
    "POST reasons.paraphrase": moderators(303),
    "GET reasons.merge": moderators(404),  # nothing is ticked
    "POST reasons.merge": moderators(404),
    "POST reasons.undo": moderators(409),  # nothing was decided
    "POST reasons.moderate_texts": moderators(303),
    "GET reasons.reword_text": moderators(200),
    "POST reasons.reword_text": moderators(303),
    "GET curating.show_proposals": word_readers(200),
    "POST curating.decide_proposals": moderators(303),
    "POST curating.use_proposals": editors(303),
    "GET curating.make_driver": editors(200),
    "POST curating.make_driver": editors(422),  # nothing is worded
    "GET curating.show_lineage": readers(200),
    "GET curating.show_driver": readers(200),
    "GET curating.reword": editors(200),
    "POST curating.reword": editors(303),
    "GET curating.split": editors(200),
    "POST curating.split": editors(422),
    "GET curating.merge": editors(200),
    "POST curating.merge": editors(422),  # nothing is chosen
    "POST curating.retire": editors(303),
    "POST reasons.take_in": moderators(409),  # the fifth round is open
    "GET consensus.show_consensus": result_readers(200),
    "GET consensus.show_item": result_readers(200),
    "GET consensus.drivers_map": result_readers(200),
    "GET attrition.show": result_readers(200),
    "GET camps.show": result_readers(200),
    "POST camps.look": analysts(303),
    "GET axes.show_axes": result_readers(200),
    "POST axes.propose_axes": analysts(303),
    "GET axes.adopt_axes": editors(200),
    "POST axes.adopt_axes": editors(422),  # nothing is worded
    "POST axes.ask_panel": editors(409),  # the round is over
    "POST axes.keep_axes": editors(409),  # no reason is given
    "POST axes.confirm_axes": analysts(303),
    "GET asks.show_asks": editors(200),
    "POST asks.choose_asks": editors(404),  # no round is named
    "GET scenarios.show_scenarios": result_readers(200),
    "POST scenarios.build_scenarios": analysts(303),
    "POST scenarios.ask_panel": editors(409),  # the round is over
    "GET scenarios.list_names": editors(200),
    "POST scenarios.list_names": editors(422),  # the round is over
    "POST scenarios.adopt_name": editors(409),  # nobody voted on names
    "GET scenarios.word_scenario": editors(200),
    "POST scenarios.word_scenario": editors(422),  # nothing is worded
    "GET scenarios.set_outcomes": editors(200),
    "POST scenarios.set_outcomes": editors(303),
    "GET space.show_space": result_readers(200),
    "POST space.choose_dimension": editors(303),
    "POST space.lay_out": analysts(409),
    "GET stress.show_stress": result_readers(200),
    "POST stress.define_stress": editors(422),  # no driver is chosen
    "POST stress.drop_stress": editors(409),
    "POST stress.ask_panel": editors(409),
    "POST stress.assess_stress": analysts(409),
    "GET strategy.show_strategy": result_readers(200),
    "GET recommendations.show": result_readers(200),
    "POST recommendations.word": editors(303),
    "POST recommendations.move": editors(409),  # the order that was seen is not told
    "POST recommendations.leave_out": editors(409),  # nor what stood there
    "POST recommendations.order_as_computed": editors(303),
    "GET statements.show": editors(200),
    "POST statements.state": editors(303),
    "POST strategy.assess_strategy": analysts(303),
    "GET strategy.show_rules": result_readers(200),
    "POST strategy.change_weights": analysts(422),  # nothing is chosen
    "GET strategy.show_backcast": result_readers(200),
    "POST strategy.trace_back": analysts(409),  # the panel prefers no future
    "GET strategy.edit_conditions": editors(200),
    "POST strategy.edit_conditions": editors(303),
    "GET strategy.show_signposts": result_readers(200),
    "GET options.edit_options": editors(200),
    "GET options.edit_failures": editors(200),
    "GET options.edit_signposts": editors(200),
    "GET options.edit_wild_cards": editors(200),
    "POST options.make_wild_card": editors(409),  # the text is no wild card
    "GET options.edit_phases": editors(200),
    "POST options.edit_phases": editors(303),
    "GET options.show_roadmap": result_readers(200),
    "POST options.add_row": editors(422),  # nothing is typed
    "POST options.save_row": editors(303),
    "POST options.move_row": editors(303),
    "POST options.delete_row": editors(409),  # the panel was asked about it
    "GET jobs.list_jobs": result_readers(200),
    "GET jobs.show_job": result_readers(200),
    "GET jobs.job_state": result_readers(200),
    "POST jobs.stop_job": analysts(303),
    "GET reports.list_reports": result_readers(200),
    "GET reports.choose_report": analysts(200),
    "POST reports.make_report": analysts(422),  # no language is chosen
    "GET reports.show_version": result_readers(200),
    "GET reports.release": editors(409),  # it is released already
    "POST reports.release": editors(409),
    "GET reports.withdraw": editors(200),
    "POST reports.withdraw": editors(303),
    "GET report_links.list_links": editors(200),
    "GET report_links.add_link": editors(200),
    "POST report_links.add_link": editors(422),  # nobody is named
    "GET report_links.show_link": editors(200),
    "POST report_links.renew_link": editors(303),
    "GET report_links.revoke_link": editors(200),
    "POST report_links.revoke_link": editors(303),
    "GET reading.show_link": everybody(200),
    "POST reading.open_link": everybody(303),
    "GET reading.show": stakeholders(200),
    "POST reading.open_report": stakeholders(303),
    "GET reading.read": stakeholders(200),
    "POST reading.leave": stakeholders(303),
    "GET imports.show_drivers": editors(200),
    "POST imports.read_drivers": editors(422),  # nothing is sent
    "GET imports.preview_drivers": editors(200),
    "POST imports.act_on_drivers": editors(303),
    "GET imports.show_experts": people_keepers(200),
    "POST imports.read_experts": people_keepers(422),  # nothing is sent
    "GET imports.preview_experts": people_keepers(200),
    "POST imports.act_on_experts": people_keepers(303),
    "GET archive.show_archive": owners(200),
    "POST archive.export_archive": owners(200),
    "GET archive.choose_file": accounts(200),
    "POST archive.choose_file": accounts(422),  # no file is chosen
    "POST archive.take_file": accounts(303),  # nothing was looked at
    "GET exports.show_exports": analysts(200),
    "POST exports.export_answers": analysts(200),
    "GET colleagues.show": owners(200),
    "POST colleagues.invite": owners(303),
    "POST colleagues.invite_again": owners(303),
    "POST colleagues.uninvite": owners(303),
    "POST colleagues.change_role": owners(303),
    "GET colleagues.remove": owners(200),
    "POST colleagues.remove": owners(303),
    "GET colleagues.join": everybody(200),
    "POST colleagues.join": everybody(422, **dict.fromkeys(SIGNED_IN, 403)),  # for another address
    "GET keeping.show_log": editors(200),
    "GET keeping.check_log": editors(200),
    "POST keeping.export_log": editors(404),  # there is no such file
    "GET keeping.show_bin": editors(200),
    "POST keeping.put_back": editors(303),
    "GET keeping.delete_study": owners(200),
    "POST keeping.delete_study": owners(422),  # its code is not typed
    "POST keeping.put_study_back": accounts(404),  # it does not lie in the bin
    "GET reports.read_report": result_readers(200),
    "GET reports.download_report": result_readers(200),
    "GET reports.download_data": result_readers(200),
}

DATA: dict[str, dict[str, str]] = {
    "POST reports.withdraw": {"reason": "A table was wrong."},
    "POST report_links.renew_link": {"expires_on": str(datetime.now(UTC).date() + timedelta(days=30))},
    "POST framing.clone_study": {"title_en": "A copy"},
    "POST framing.add_lines": {"lines": "A driver | falls | rises"},
    "POST protocol.change_privacy": {"mode": "sealed"},
    "POST axes.adopt_axes": {"A_name_en": "", "reason": ""},
    "POST scenarios.word_scenario": {"name_en": "", "name_ko": ""},
    "POST space.choose_dimension": {"dimension": "both"},
    "POST answer.save_answer": {"version": "0"},
    "POST rounds.set_deadline": {"closes_on": "2030-01-01"},
    "POST schedule.plan_act": {"kind": "remind", "round": "5", "day": "2030-01-01", "at": "09:00"},
    "POST schedule.change_act": {"day": "2030-02-01", "at": "10:00"},
    "POST panel.invite_expert": {
        "name": "New Expert",
        "email": "new@example.org",
        "language": "en",
        "group": "",
    },
    "POST answer.new_link": {"email": "somebody@example.org"},
    "POST panel.change_address": {"email": "changed@example.org"},
    "POST reasons.moderate_reason": {"state": "released"},
    "POST curating.decide_proposals": {"state": "hidden"},
    "POST reasons.moderate_texts": {"state": "hidden"},
    "POST account.save_profile": {"name": "Somebody", "language": "ko"},
    "POST account.forgotten": {"email": "somebody@example.org"},
    "POST administration.create": {"name": "New", "email": "new@example.org", "language": ""},
    "POST colleagues.invite": {
        "email": "colleague@example.org",
        "name": "",
        "role": "viewer",
        "language": "",
    },
    "POST colleagues.change_role": {"role": "editor"},
    "POST home.set_language": {"language": "ko"},
}
