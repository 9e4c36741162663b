"""Addresses of the officer's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from cocaf.web.views import (
    check,
    components,
    demo,
    desk,
    exchange,
    help_pages,
    hub,
    online,
    picture,
    preferences,
    record,
    records,
    report,
    review,
    units,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("check", check.check, name="check"),
    path("report/new", report.report_new, name="report_new"),
    path("report/mrz", report.report_mrz, name="report_mrz"),
    path("report/check", report.report_check, name="report_check"),
    path("report/done/<uuid:record_id>", report.report_done, name="report_done"),
    path("records", records.records, name="records"),
    path("records/<uuid:record_id>", record.record, name="record"),
    path("records/<uuid:record_id>/release", record.release, name="release"),
    path("records/<uuid:record_id>/recall", record.recall, name="recall"),
    path("records/<uuid:record_id>/outcome", record.outcome_new, name="outcome_new"),
    path("records/<uuid:record_id>/acknowledge", record.acknowledge, name="acknowledge"),
    path("review", review.review, name="review"),
    path("review/<int:flag_id>", review.doubt, name="doubt"),
    path("pairs", review.pairs, name="pairs"),
    path("pairs/<uuid:one>/<uuid:other>", review.pair, name="pair"),
    path("exchange", exchange.exchange, name="exchange"),
    path("exchange/deliveries/<int:delivery_id>/retry", exchange.message_retry, name="message_retry"),
    path("picture", picture.picture, name="picture"),
    path("picture.csv", picture.picture_csv, name="picture_csv"),
    path("online", online.online, name="online"),
    path("online/new", online.capture_new, name="capture_new"),
    path("online/check", online.capture_check, name="capture_check"),
    path("online/<uuid:record_id>/file", online.capture_file, name="capture_file"),
    path("units", units.units, name="units"),
    path("hub", hub.hub, name="hub"),
    path("preferences", preferences.preferences, name="preferences"),
    path("line", preferences.line, name="line"),
    path("line/switch", demo.line_toggle, name="line_toggle"),
    path("help/keys", help_pages.keys, name="keys"),
    path("components", components.components, name="components"),
]
