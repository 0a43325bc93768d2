package quantum.console.page;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import quantum.account.json.AccountJson;
import quantum.account.json.Json;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.SuiteService;
import quantum.console.model.Facts;
import quantum.console.model.Outlook;
import quantum.contracts.HealthRecord;
import quantum.contracts.LimitsRecord;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import tools.jackson.databind.node.ObjectNode;

/** The account in three rows: what holds it back, what it comes to, and what is wrong. */
public final class AccountRows {
  private AccountRows() {}

  public static SequencedMap<String, String> of(Facts facts) {
    SequencedMap<String, String> rows = new LinkedHashMap<>();
    rows.put("state", state(facts.account()).toString());
    rows.put("totals", totals(facts.account()).toString());
    facts
        .account()
        .limits()
        .value()
        .ifPresent(limits -> rows.put("limits", limits(limits).toString()));
    ObjectNode findings = Json.object();
    AccountJson.findings(findings.putArray("findings"), facts.findings());
    rows.put("findings", findings.toString());
    return rows;
  }

  private static ObjectNode state(Account account) {
    ObjectNode node = Json.object().put("kill", account.kill().name().toLowerCase(Locale.ROOT));
    account
        .health(SuiteService.HARVEST_BRAIN)
        .flatMap(HealthRecord::mode)
        .ifPresent(mode -> node.put("harvest_mode", mode));
    account
        .health(SuiteService.EXITBRAIN)
        .flatMap(HealthRecord::mode)
        .ifPresent(mode -> node.put("exit_mode", mode));
    account
        .settings()
        .value(SuiteService.APPLY_LAYER, "VENUE")
        .ifPresent(venue -> node.put("venue", venue));
    AccountJson.hand(node, account);
    return node;
  }

  private static ObjectNode totals(Account account) {
    BigDecimal unrealized = BigDecimal.ZERO;
    BigDecimal realized = BigDecimal.ZERO;
    BigDecimal risk = BigDecimal.ZERO;
    int covered = 0;
    int naked = 0;
    for (Holding holding : account.holdings()) {
      if (holding.position().value().isEmpty()) {
        naked++;
        continue;
      }
      OpenPosition open = holding.position().value().get();
      Position position = open.position();
      boolean rests = Outlook.isProtected(open);
      covered += rests ? 1 : 0;
      naked += rests ? 0 : 1;
      realized = realized.add(open.realizedPnl());
      if (position.stop().isPresent()) {
        risk = risk.add(position.unrealizedPnl(position.stop().get()).min(BigDecimal.ZERO));
      }
      Optional<Price> price = holding.ticker().value().map(t -> t.markPrice());
      if (price.isPresent()) {
        unrealized = unrealized.add(position.unrealizedPnl(price.get()));
      }
    }
    return Json.object()
        .put("positions", account.holdings().size())
        .put("protected", covered)
        .put("unprotected", naked)
        .put("unrealized", Decimals.plain(unrealized))
        .put("realized_open", Decimals.plain(realized))
        .put("at_risk", Decimals.plain(risk));
  }

  private static ObjectNode limits(LimitsRecord limits) {
    return Json.object()
        .put("day", limits.dayMillis())
        .put("day_equity", Decimals.plain(limits.dayEquity()))
        .put("equity", Decimals.plain(limits.equity()))
        .put("transfers", Decimals.plain(limits.transfers()))
        .put("result", Decimals.plain(limits.result()))
        .put("peak", Decimals.plain(limits.peakNow()))
        .put("drawdown_pct", limits.drawdownPct().doubleValue())
        .put("losses_in_a_row", limits.lossesInARow())
        .put("breached", limits.breached())
        .put("daily_loss_limit", Decimals.plain(limits.dailyLossLimit()))
        .put("drawdown_limit_pct", limits.drawdownLimitPct().doubleValue())
        .put("losses_limit", limits.lossesLimit())
        .put("updated_at", limits.updatedAtMillis());
  }
}
