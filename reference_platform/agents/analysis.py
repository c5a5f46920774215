"""What the tools work out from a customer's usage records.

Every figure is exact (SQL over numeric columns) and covers the records of one organisation within the plan's
history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from reference_platform.agents import prices
from reference_platform.agents.wording import count, money, percent, plain
from reference_platform.storage.database import Database

#: How many subjects (models, segments, features) a tool speaks of; its figures name all.
SPOKEN = 6

_RECORDS = """WITH r AS (SELECT * FROM analytics.usage_records
    WHERE organisation_id = $1 AND at > $2 AND at <= $3) """
#: `nth` counts equal uncached requests in their order: 1 is the first of its kind, more are repeats.
_NUMBERED = """, n AS (SELECT *, CASE WHEN prompt_tokens IS NULL OR completion_tokens IS NULL OR model IS NULL
THEN 1 ELSE row_number() OVER (PARTITION BY model, feature, prompt_tokens, completion_tokens ORDER BY at, id)
END AS nth
    FROM r WHERE NOT cached) """


@dataclass
class Result:
    """What one tool found."""

    figures: list[dict[str, Any]] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    recommendations: list[str] = field(default_factory=list)
    #: Do the figures come straight from records? An estimate at list prices does not.
    recorded: bool = True

    def figure(self, name: str, value: Decimal | float, unit: str, subject: str | None = None) -> None:
        """Add one figure; its value is given as a JSON number with at most nine decimals."""
        number = int(value) if isinstance(value, int) else round(float(value), 9)
        self.figures.append({"name": name, "subject": subject, "value": number, "unit": unit})

    def output(self) -> dict[str, Any]:
        """What the tool hands to the model and to the run's record."""
        return {"figures": self.figures, "findings": self.findings, "recommendations": self.recommendations}


class Analysis:
    """The tools, one method each, over one organisation's records of the last `days` days up to `now`."""

    def __init__(self, database: Database, organisation_id: str, days: int, now: datetime) -> None:
        self.database = database
        self.organisation_id = organisation_id
        self.days = days
        self.now = now

    async def rows(self, query: str, *arguments: Any) -> list[Any]:
        """Run a query over `r`, the records within the window; its own arguments begin at $4."""
        since = self.now - timedelta(days=self.days)
        return await self.database.fetch(_RECORDS + query, self.organisation_id, since, self.now, *arguments)

    async def usage_summary(self) -> Result:
        """Total cost, requests, tokens, errors."""
        [row] = await self.rows(
            """SELECT coalesce(sum(cost_usd), 0) AS cost, count(*) AS requests, count(error) AS errors,
               coalesce(sum(prompt_tokens), 0) AS prompt, coalesce(sum(completion_tokens), 0) AS completion
               FROM r"""
        )
        result = Result()
        result.figure("total_cost", row["cost"], "USD")
        for name, column, unit in (
            ("requests", "requests", "requests"),
            ("prompt_tokens", "prompt", "tokens"),
            ("completion_tokens", "completion", "tokens"),
            ("errors", "errors", "requests"),
        ):
            result.figure(name, int(row[column]), unit)
        result.findings = [
            f"In total you spent {money(row['cost'])} on {count(row['requests'], 'request')} "
            f"in the last {count(self.days, 'day')}.",
            f"They took {count(row['prompt'], 'prompt token')} and "
            f"{count(row['completion'], 'completion token')}; "
            f"{count(row['errors'], 'request')} ended in an error.",
        ]
        return result

    async def usage_trends(self) -> Result:
        """The last 7 days beside the 7 days before."""
        [row] = await self.rows(
            """SELECT coalesce(sum(cost_usd) FILTER (WHERE at > $4), 0) AS recent,
               coalesce(sum(cost_usd) FILTER (WHERE at > $5 AND at <= $4), 0) AS earlier FROM r""",
            self.now - timedelta(days=7),
            self.now - timedelta(days=14),
        )
        recent, earlier = row["recent"], row["earlier"]
        result = Result()
        result.figure("recent_cost", recent, "USD")
        result.figure("earlier_cost", earlier, "USD")
        if earlier > 0:
            change = (recent - earlier) / earlier * 100
            result.figure("cost_change", change, "percent")
            way = "rose" if change > 0 else "fell" if change < 0 else "held"
            result.findings.append(
                f"The trend: weekly spend {way} from {money(earlier)} to {money(recent)}, "
                f"a change of {percent(change)}."
            )
            if change > 0:
                result.recommendations.append(
                    f"Set a weekly alert on spend: the last 7 days cost {money(recent)} after "
                    f"{money(earlier)}."
                )
        else:
            result.findings.append(
                f"The last 7 days cost {money(recent)}; the records in reach hold no cost for the week "
                "before."
            )
        return result

    async def segment_breakdown(self) -> Result:
        """Cost and share per customer segment."""
        result = Result()
        for segment, cost, share in await self._shares("segment"):
            result.figure("segment_cost", cost, "USD", segment)
            result.figure("segment_share", share, "percent", segment)
            result.findings.append(
                f"Segment {plain(segment)} costs {money(cost)}, {percent(share)} of the spend."
            )
        result.findings = result.findings[:SPOKEN]
        return result

    async def cost_drivers(self) -> Result:
        """Cost per model and per feature, biggest first."""
        models, features = await self._shares("model"), await self._shares("feature")
        result = Result()
        for model, cost, share in models:
            result.figure("model_cost", cost, "USD", model)
            result.figure("model_share", share, "percent", model)
        for feature, cost, _ in features:
            result.figure("feature_cost", cost, "USD", feature)
        spoken = [
            f"The model {plain(model)} costs {money(cost)}, {percent(share)} of the spend."
            for model, cost, share in models[:SPOKEN]
        ]
        if models:
            model, cost, share = models[0]
            spoken[0] = (
                f"Your biggest cost driver is the model {plain(model)}: {money(cost)}, "
                f"{percent(share)} of the spend."
            )
            result.recommendations.append(
                f"Start with {plain(model)}, which costs {money(cost)}: shorten its prompts and keep it "
                "for the "
                "requests that need it."
            )
        if features:
            feature, cost, _ = features[0]
            spoken.insert(1, f"The most expensive feature is {plain(feature)} with {money(cost)}.")
            spoken += [f"The feature {plain(name)} costs {money(of)}." for name, of, _ in features[1:SPOKEN]]
            result.recommendations.append(
                f"Review the feature {plain(feature)}, which costs {money(cost)}: batch its requests where "
                "nobody "
                "waits for the answer."
            )
        result.findings = spoken
        return result

    async def latency_profile(self) -> Result:
        """Half of the requests, and 95 of 100, are answered within so many milliseconds, per model."""
        rows = await self.rows(
            """SELECT model, percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50,
               percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95 FROM r
               WHERE model IS NOT NULL AND latency_ms IS NOT NULL GROUP BY model ORDER BY p95 DESC, model"""
        )
        result = Result()
        for row in rows:
            result.figure("latency_p50", row["p50"], "ms", row["model"])
            result.figure("latency_p95", row["p95"], "ms", row["model"])
            result.findings.append(
                f"How fast: {plain(row['model'])} answers half of its requests within {row['p50']:,.0f} ms "
                f"and 95 in 100 within {row['p95']:,.0f} ms (latency)."
            )
        if rows:
            result.recommendations.append(
                f"Stream the answers of {plain(rows[0]['model'])} and cap their length: its slowest "
                "requests take "
                f"longer than {rows[0]['p95']:,.0f} ms."
            )
        result.findings = result.findings[:SPOKEN]
        return result

    async def customer_health(self) -> Result:
        """Share of failed requests per segment, worst first."""
        rows = await self.rows(
            """SELECT segment, count(error) * 100.0 / count(*) AS rate FROM r WHERE segment IS NOT NULL
               GROUP BY segment ORDER BY rate DESC, segment"""
        )
        result = Result()
        for row in rows:
            result.figure("error_rate", row["rate"], "percent", row["segment"])
            result.findings.append(
                f"Customers of segment {plain(row['segment'])} see {percent(row['rate'])} of requests fail."
            )
        if rows and rows[0]["rate"] > 0:
            result.recommendations.append(
                f"Look after segment {plain(rows[0]['segment'])} first: {percent(rows[0]['rate'])} of its "
                "requests "
                "fail."
            )
        result.findings = result.findings[:SPOKEN]
        return result

    async def model_alternatives(self) -> Result:
        """What each model's work would cost on the cheapest other model in use, at list price."""
        work = await self._work()
        known = await self._known()
        result = Result(recorded=False)
        for each in prices.alternatives(work, known):
            result.figure("alternative_saving", each.saving, "USD", f"{each.model} -> {each.other}")
            result.findings.append(
                f"Moving the work of {plain(each.model)} to {plain(each.other)} would save "
                f"{money(each.saving)} "
                "at list price."
            )
            result.recommendations.append(
                f"Try {plain(each.other)} for the work of {plain(each.model)}, one feature at a time, and "
                "compare "
                f"quality: up to {money(each.saving)} saved."
            )
        if not result.findings:
            result.findings.append("No model in use would do another's work at a lower list price.")
        if unpriced := sorted(set(work) - set(known)):
            result.findings.append(
                f"Not compared, for want of a list price: {', '.join(map(plain, unpriced))}."
            )
        return result

    async def cache_opportunities(self) -> Result:
        """Cost of the requests that repeat an earlier one."""
        saving, repeats = await self._repeats()
        result = Result()
        result.figure("repeat_saving", saving, "USD")
        if repeats:
            result.findings.append(
                f"Caching would save {money(saving)}: {count(repeats, 'request')} repeated an earlier one."
            )
            result.recommendations.append(
                f"Cache answers to repeated requests, with a life of a day to begin with: {money(saving)} "
                "saved."
            )
        else:
            result.findings.append("No request repeats an earlier one, so a cache would save nothing yet.")
        return result

    async def savings_plan(self) -> Result:
        """Caching first, then cheaper models for the requests that remain: both savings, nothing counted
        twice.
        """
        saving, _ = await self._repeats()
        moves = prices.alternatives(await self._work(repeats=False), await self._known())
        total = saving + sum((each.saving for each in moves), Decimal(0))
        result = Result(recorded=False)
        result.figure("planned_saving", total, "USD")
        result.findings.append(
            f"Savings plan: caching repeats and then moving work to cheaper models saves {money(total)} in "
            "all "
            f"over {count(self.days, 'day')}."
        )
        if total > 0:
            result.recommendations.append(
                f"Follow the plan in order, cache first, then models, and measure for a week after each "
                "step: "
                f"{money(total)} in all."
            )
        return result

    async def compliance_check(self) -> Result:
        """Cost that nobody answers for, and the share of failed requests."""
        [row] = await self.rows(
            """SELECT coalesce(sum(cost_usd) FILTER (WHERE segment IS NULL), 0) AS cost,
               count(*) FILTER (WHERE segment IS NULL) AS requests,
               coalesce(count(error) * 100.0 / nullif(count(*), 0), 0) AS share FROM r"""
        )
        result = Result()
        result.figure("unattributed_cost", row["cost"], "USD")
        result.figure("error_share", row["share"], "percent")
        result.findings = [
            f"Compliance: {money(row['cost'])} of the spend names no segment, and {percent(row['share'])} "
            "of all "
            "requests failed."
        ]
        if row["requests"]:
            result.recommendations.append(
                f"Name a segment on every request, so that {money(row['cost'])} finds an owner who answers "
                "for it."
            )
        return result

    async def _shares(self, column: str) -> list[tuple[str, Decimal, Decimal]]:
        """(name, cost, percent of all cost) for each value of a column, biggest first."""
        rows = await self.rows(
            f"""SELECT {column} AS name, coalesce(sum(cost_usd), 0) AS cost,
                coalesce(sum(cost_usd) * 100 / nullif((SELECT sum(cost_usd) FROM r), 0), 0) AS share
                FROM r WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY cost DESC, name"""
        )
        return [(row["name"], row["cost"], row["share"]) for row in rows]

    async def _repeats(self) -> tuple[Decimal, int]:
        query = "SELECT coalesce(sum(cost_usd), 0) AS saving, count(*) AS repeats FROM n WHERE nth > 1"
        [row] = await self.rows(_NUMBERED + query)
        return row["saving"], row["repeats"]

    async def _work(self, repeats: bool = True) -> dict[str, prices.Tokens]:
        """The tokens of the uncached requests of each model, with or without those that repeat an earlier
        one.
        """
        rows = await self.rows(
            f"""{_NUMBERED} SELECT model, coalesce(sum(prompt_tokens), 0)::bigint AS prompt,
                coalesce(sum(completion_tokens), 0)::bigint AS completion
                FROM n WHERE model IS NOT NULL AND ($4 OR nth = 1) GROUP BY model""",
            repeats,
        )
        return {row["model"]: prices.Tokens(row["prompt"], row["completion"]) for row in rows}

    async def _known(self) -> dict[str, tuple[Decimal, Decimal]]:
        """The list prices of the models in use."""
        query = "SELECT model, min(provider) AS provider FROM r WHERE model IS NOT NULL GROUP BY model"
        rows = await self.rows(query)
        found = {row["model"]: prices.per_token(row["model"], row["provider"]) for row in rows}
        return {model: price for model, price in found.items() if price}
