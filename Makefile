# What a person types. The work is done by the small scripts in tools/.
.DEFAULT_GOAL := help
.PHONY: help run test test-long bench assets reference release lint setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# UNODC's files, where they lie beside the repository; without them the demonstration has invented ones, and says so.
SERIES ?= $(wildcard ../shared/data/unodc_annual_1970_2018.csv)
SEIZURES ?= $(wildcard ../shared/data/unodc_ids_2011_2015.csv.gz)

run: ## a first look: two countries and a hub on this machine, with invented data
	@tools/setup base
	@exec .venv/bin/cocaf demo $(if $(SERIES),--series $(SERIES)) $(if $(SEIZURES),--seizures $(SEIZURES))

test: ## everything that must hold, on both databases and in a real browser
	@tools/test

test-long: ## the same with the full matrices and the fault runs
	@tools/test --long

bench: ## the benchmark, as a table and as JSON (in var/bench/)
	@tools/bench

assets: ## scripts, styles and catalogues that the pages load
	@tools/setup base --rebuild

reference: ## the pages of docs/reference, written from the code
	@tools/setup dev
	@.venv/bin/python tools/reference.py

release: ## the signed archive that installs without network and without Node (in dist/)
	@tools/setup dev
	@.venv/bin/python tools/release.py

lint: ## format, types, import contracts, templates; no test
	@tools/test --lint-only

setup: ## the environment only; done again by itself when a lock file changes
	@tools/setup dev
