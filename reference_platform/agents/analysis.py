"""What the tools work out from a customer's usage records.

Every figure is exact (SQL over numeric columns) and covers the records of one organisation within the plan's
history.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from reference_platform.agents import prices
from reference_platform.agents.wording import count, money, percent, plain
from reference_platform.storage.database import Database

#: Of how many subjects (models, segments, features) a tool speaks; its figures name all.
SPOKEN = 6

_RECORDS = """WITH r AS (SELECT * FROM analytics.usage_records
    WHERE organisation_id = $1 AND at > $2 AND at <= $3 AND imported_at <= $3) """
#: `nth` counts equal uncached requests in their order: 1 is the first of its kind, more are repeats.
_NUMBERED = """, n AS (SELECT *, CASE WHEN prompt_tokens + completion_tokens IS NULL OR model IS NULL THEN 1
    ELSE row_number() OVER (PARTITION BY model, feature, prompt_tokens, completion_tokens ORDER BY at, id)
    END AS nth FROM r WHERE NOT cached) """


@dataclass
class Result:
    """What one tool found. `recorded`: its figures come straight from records, not from list prices."""

    figures: list[dict[str, Any]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    recommendations: list[str] = field(default_factory=list)
    recorded: bool = True

    def figure(self, name: str, value: Decimal | float, unit: str, subject: str | None = None) -> None:
        """Add one figure; its value is given as a JSON number with at most nine decimals."""
        number = value if isinstance(value, int) else round(float(value), 9)
        self.figures.append({"name": name, "subject": subject, "value": number, "unit": unit})

    def say(self, *findings: str) -> None:
        """Add findings."""
        self.findings += findings

    def advise(self, recommendation: str) -> None:
        """Add a recommendation."""
        self.recommendations.append(recommendation)

    def output(self) -> dict[str, Any]:
        """What the tool hands to the model and to the run's record."""
        return {"figures": self.figures, "findings": self.findings, "recommendations": self.recommendations}


class Analysis:
    """The tools, one method each, over one organisation's records of the last `days` days up to `now`."""

    def __init__(self, database: Database, organisation_id: str, days: int, now: datetime, accounts_url: str) -> None:
        self.database, self.organisation_id, self.days, self.now = database, organisation_id, days, now
        self.accounts_url = accounts_url

    async def rows(self, query: str, *arguments: Any) -> list[Any]:
        """Run a query over `r`, the records within the window; its own arguments begin at $4."""
        since = self.now - timedelta(days=self.days)
        return await self.database.fetch(_RECORDS + query, self.organisation_id, since, self.now, *arguments)

    async def usage_summary(self) -> Result:
        """Total cost, requests, tokens, errors."""
        [row] = await self.rows(
            """SELECT coalesce(sum(cost_usd), 0) AS total_cost, count(*) AS requests, count(error) AS errors,
               coalesce(sum(prompt_tokens), 0)::bigint AS prompt_tokens,
               coalesce(sum(completion_tokens), 0)::bigint AS completion_tokens FROM r"""
        )
        cost, requests, errors, prompt, completion = row
        units = {"total_cost": "USD", "prompt_tokens": "tokens", "completion_tokens": "tokens"}
        result = Result()
        for name, value in row.items():
            result.figure(name, value, units.get(name, "requests"))
        spent = f"In total you spent {money(cost)} on {count(requests, 'request')}"
        took = f"They took {count(prompt, 'prompt token')} and {count(completion, 'completion token')}"
        failed = f"{count(errors, 'request')} ended in an error"
        result.say(f"{spent} in the last {count(self.days, 'day')}.", f"{took}; {failed}.")
        return result

    async def usage_trends(self) -> Result:
        """The last 7 days beside the 7 days before."""
        [(recent, earlier)] = await self.rows(
            """SELECT coalesce(sum(cost_usd) FILTER (WHERE at > $4), 0),
               coalesce(sum(cost_usd) FILTER (WHERE at > $5 AND at <= $4), 0) FROM r""",
            self.now - timedelta(days=7),
            self.now - timedelta(days=14),
        )
        result, spent = Result(), f"the last 7 days cost {money(recent)}"
        result.figure("recent_cost", recent, "USD")
        result.figure("earlier_cost", earlier, "USD")
        if not earlier:
            result.say(f"The trend: {spent}; the records in reach hold no cost for the week before.")
            return result
        change = (recent - earlier) / earlier * 100
        result.figure("cost_change", change, "percent")
        spent = f"{spent}, the 7 days before {money(earlier)}"
        result.say(f"The trend: {spent}, a change of {percent(change)}.")
        if change > 0:
            result.advise(f"Set a weekly alert on spend: {money(recent)} after {money(earlier)}.")
        return result

    async def segment_breakdown(self) -> Result:
        """Cost and share per customer segment."""
        result = Result()
        for segment, cost, share in await self._shares("segment"):
            result.figure("segment_cost", cost, "USD", segment)
            result.figure("segment_share", share, "percent", segment)
            result.say(f"Segment {plain(segment)} costs {money(cost)}, {percent(share)} of the spend.")
        return result

    async def cost_drivers(self) -> Result:
        """Cost per model and per feature, biggest first."""
        result = Result()
        models, features = await self._shares("model"), await self._shares("feature")
        for place, (model, cost, share) in enumerate(models):
            result.figure("model_cost", cost, "USD", model)
            result.figure("model_share", share, "percent", model)
            lead = "The model {} costs" if place else "Your biggest cost driver is the model {}:"
            result.say(f"{lead.format(plain(model))} {money(cost)}, {percent(share)} of the spend.")
        result.findings = result.findings[:SPOKEN]
        for place, (feature, cost, _) in enumerate(features):
            result.figure("feature_cost", cost, "USD", feature)
            lead = "The feature {} costs" if place else "The costliest feature is {}:"
            result.findings.insert(2 * place + 1, f"{lead.format(plain(feature))} {money(cost)}.")
        if models:
            lead = f"Start with {plain(models[0][0])}, which costs {money(models[0][1])}"
            result.advise(f"{lead}: shorten its prompts and keep it for requests that need it.")
        if features:
            lead = f"Review the feature {plain(features[0][0])}, which costs {money(features[0][1])}"
            result.advise(f"{lead}: batch its requests where nobody waits for the answer.")
        return result

    async def latency_profile(self) -> Result:
        """Within how many milliseconds half of the requests, and 95 of 100, are answered, per model."""
        result = Result()
        rows = await self.rows(
            """SELECT model, percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms),
               percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95, count(error) * 100.0 / count(*) FROM r
               WHERE model IS NOT NULL AND latency_ms IS NOT NULL GROUP BY model ORDER BY p95 DESC, model"""
        )
        for model, p50, p95, failing in rows:
            result.figure("latency_p50", p50, "ms", model)
            result.figure("latency_p95", p95, "ms", model)
            result.figure("model_error_rate", failing, "percent", model)
            half = f"the model {plain(model)} answers half of its requests within {p50:,.0f} ms"
            quality = f"its quality: {percent(failing)} of them fail"
            result.say(f"How fast: {half} and 95 in 100 within {p95:,.0f} ms (latency); {quality}.")
        if rows:
            lead = f"Stream the answers of {plain(rows[0]['model'])} and cap their length"
            result.advise(f"{lead}: its slowest take longer than {rows[0]['p95']:,.0f} ms.")
        return result

    async def customer_health(self) -> Result:
        """Share of failed requests per segment, worst first."""
        result = Result()
        rows = await self.rows(
            """SELECT segment, count(error) * 100.0 / count(*) AS rate, mode() WITHIN GROUP (ORDER BY model)
               FILTER (WHERE error IS NOT NULL) FROM r WHERE segment IS NOT NULL
               GROUP BY segment ORDER BY rate DESC, segment"""
        )
        for segment, rate, _ in rows:
            result.figure("error_rate", rate, "percent", segment)
            result.say(f"Customers of segment {plain(segment)} see {percent(rate)} of requests fail.")
        if rows and rows[0]["rate"]:
            worst, rate, model = rows[0]
            lead = f"Look after segment {plain(worst)} first"
            result.advise(f"{lead}: {percent(rate)} of its requests fail, most often with {plain(str(model))}.")
            result.advise(f"To keep segment {plain(worst)}, tell its customers the cause and the day it is mended.")
        return result

    async def model_alternatives(self) -> Result:
        """What each model's work would cost on the cheapest other model in use, at list price."""
        result, work, known = Result(recorded=False), await self._work(), await self._known()
        for each in prices.alternatives(work, known):
            model, other, saving = plain(each.model), plain(each.other), money(each.saving)
            result.figure("alternative_saving", each.saving, "USD", f"{each.model} -> {each.other}")
            result.say(f"Moving the work of {model} to {other} would save {saving} at list price.")
            trial = f"Try {other} for the work of {model}, one feature at a time, and compare quality"
            result.advise(f"{trial}: up to {saving} saved.")
        if not result.findings:
            result.say("No model in use would do another's work at a lower list price.")
        if unpriced := sorted(set(work) - set(known)):
            result.say(f"Not compared, without a list price: {', '.join(map(plain, unpriced))}.")
        return result

    async def cache_opportunities(self) -> Result:
        """Cost of the requests that repeat an earlier one."""
        result = Result()
        saving, repeats = await self._repeats()
        result.figure("repeat_saving", saving, "USD")
        result.say(f"Caching would save {money(saving)}: {count(repeats, 'request')} repeated another.")
        if repeats:
            result.advise(f"Cache the answers to repeated requests for a day: {money(saving)} saved.")
        return result

    async def savings_plan(self) -> Result:
        """Caching first, then cheaper models for the requests that remain: nothing is counted twice."""
        result, (saving, _) = Result(recorded=False), await self._repeats()
        for move in prices.alternatives(await self._work(repeats=False), await self._known()):
            saving += move.saving
        result.figure("planned_saving", saving, "USD")
        plan = f"caching repeats, then moving work to cheaper models, saves {money(saving)} in all"
        result.say(f"Savings plan: {plan} over {count(self.days, 'day')}.")
        if saving:
            steps = "Cache first, then change models, and measure for a week after each step"
            result.advise(f"{steps}: {money(saving)} in all.")
        return result

    async def compliance_check(self) -> Result:
        """Cost that nobody answers for, and the share of failed requests; by what sign-ins are checked now."""
        keys = count(await self._signing_keys(), "published key")
        result = Result()
        [(cost, requests, share)] = await self.rows(
            """SELECT coalesce(sum(cost_usd) FILTER (WHERE segment IS NULL), 0),
               count(*) FILTER (WHERE segment IS NULL),
               coalesce(count(error) * 100.0 / nullif(count(*), 0), 0) FROM r"""
        )
        result.figure("unattributed_cost", cost, "USD")
        result.figure("error_share", share, "percent")
        spent = f"{money(cost)} of the spend names no segment"
        result.say(f"Compliance: {spent}, and {percent(share)} of all requests failed.")
        result.say("SOX asks for a named owner of each expense, the SEC for figures that its records bear out.")
        result.say(f"Compliance of access: every sign-in is checked against {keys} of the accounts service.")
        if requests:
            result.advise(f"Name a segment on every request: nobody answers for {money(cost)} now.")
        return result

    async def _signing_keys(self) -> int:
        """How many keys the accounts service publishes now. httpx.HTTPError where it does not say."""
        secure = self.accounts_url.startswith("https:")
        async with httpx.AsyncClient(timeout=None, trust_env=False, verify=secure) as client:
            reply = await client.get(f"{self.accounts_url}/.well-known/jwks.json")
            return len(reply.raise_for_status().json()["keys"])

    async def _shares(self, column: str) -> list[Any]:
        """(name, cost, percent of all cost) for each value of a column, biggest first."""
        return await self.rows(
            f"""SELECT {column}, coalesce(sum(cost_usd), 0) AS cost,
                coalesce(sum(cost_usd) * 100 / nullif((SELECT sum(cost_usd) FROM r), 0), 0)
                FROM r WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY cost DESC, {column}"""
        )

    async def _repeats(self) -> tuple[Decimal, int]:
        """Cost and number of the requests that repeat an earlier one."""
        query = "SELECT coalesce(sum(cost_usd), 0), count(*) FROM n WHERE nth > 1"
        [row] = await self.rows(_NUMBERED + query)
        return row[0], row[1]

    async def _work(self, repeats: bool = True) -> dict[str, prices.Tokens]:
        """Tokens of each model's uncached requests, with or without those that repeat an earlier one."""
        rows = await self.rows(
            f"""{_NUMBERED} SELECT model, coalesce(sum(prompt_tokens), 0)::bigint,
                coalesce(sum(completion_tokens), 0)::bigint
                FROM n WHERE model IS NOT NULL AND ($4 OR nth = 1) GROUP BY model""",
            repeats,
        )
        return {model: prices.Tokens(prompt, completion) for model, prompt, completion in rows}

    async def _known(self) -> dict[str, tuple[Decimal, Decimal]]:
        """The list prices of the models in use."""
        query = "SELECT model, min(provider) FROM r WHERE model IS NOT NULL GROUP BY model"
        found = {model: prices.per_token(model, provider) for model, provider in await self.rows(query)}
        return {model: price for model, price in found.items() if price}
