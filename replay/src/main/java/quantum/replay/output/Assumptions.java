package quantum.replay.output;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import quantum.kernel.harvest.HarvestPolicy;
import quantum.kernel.harvest.KernelPolicy;
import quantum.kernel.harvest.LadderPolicy;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Decimals;
import quantum.paper.account.LeverageBracket;
import quantum.replay.market.MarketRules;
import quantum.replay.run.Backtest;
import quantum.replay.run.Fills;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a result hangs on beside its prices.
 *
 * @param said what is assumed, by what it is about, in the order in which it is shown
 */
public record Assumptions(Map<String, String> said) {

  /**
   * Of a run as it is about to be made.
   *
   * @param independent whether each entry has an account of its own
   */
  public static Assumptions of(Fills fills, Backtest.Rules rules, boolean independent) {
    Map<String, String> said = new LinkedHashMap<>();
    said.put(
        "fills",
        fills.model() == Fills.Model.PATH
            ? "path: open, nearer extreme, other extreme, close; each level fills at its tick, a jump"
                + " at the bar's open"
            : "recorded: four prices a bar; only stops that rest at the exchange fill between them");
    said.put("fee_bps", bps(fills.terms().takerFee()));
    said.put("slippage_bps", bps(fills.terms().slippage()));
    said.put(
        "funding",
        fills.model() == Fills.Model.RECORDED || fills.funding().isEmpty()
            ? "none"
            : "of " + fills.funding().keySet() + " from the file");
    said.put(
        "account",
        (independent ? "one for each entry, " : "one for all entries, ")
            + Decimals.plain(fills.terms().balance())
            + " USDT, cross margin");
    said.put(
        "margin",
        fills.model() == Fills.Model.PATH
            ? "maintenance from "
                + Decimals.plain(LeverageBracket.ALL.getFirst().rate().movePointRight(2))
                + " % in the paper exchange's brackets, liquidated at the mark that uses it up"
            : "no liquidation");
    said.put("mark", "the traded price");
    said.put(
        "max_gap_min",
        fills.model() == Fills.Model.PATH ? Long.toString(fills.maxGapMillis() / 60_000) : "any");
    said.put("stops", rules.exchangeStops() ? "at the exchange" : "watched by exitbrain");
    KillRule kill = rules.exits().policy().killRule();
    said.put(
        "kill",
        kill.reference() == KillReference.OFF
            ? "off; K is shown of a neutral market, no statistics are computed"
            : kill.reference().name().toLowerCase(Locale.ROOT)
                + ", confirmed for "
                + kill.confirmMillis() / 1000
                + " s, adverse drift "
                + kill.adverseDrift()
                + (fills.model() == Fills.Model.PATH ? ", asked at each bar's open" : "")
                + "; not shown to earn anything (docs/decisions/0031)");
    MarketRules market = rules.market();
    if (kill.reference() != KillReference.OFF && !market.equals(MarketRules.DEFAULTS)) {
      said.put(
          "market",
          "not judged as by default: %s, %s, believed for %d s"
              .formatted(market.statistics(), market.references(), market.maxAgeMillis() / 1000));
    }
    said.put("policy", policy(rules.harvest().policy()));
    return new Assumptions(said);
  }

  private static String policy(HarvestPolicy policy) {
    return switch (policy) {
      case KernelPolicy kernel -> {
        Theta theta = kernel.theta();
        yield String.format(
            Locale.ROOT,
            "kernel: tranches at %s, %s and %s R of %s, lock %s at %s R, least R %s, costs %s bps,"
                + " R scaling %s",
            theta.t1R(),
            theta.t2R(),
            theta.t3R(),
            lower(kernel.quantityBasis()),
            lower(theta.lockMode()),
            theta.lockR(),
            kernel.minR(),
            theta.costBps(),
            lower(kernel.rScaling()));
      }
      case LadderPolicy ladder ->
          String.format(
              Locale.ROOT,
              "ladder: %s of %s%s, break-even at %s R, trail %s ATR, least R %s",
              ladder.ladder(),
              lower(ladder.quantityBasis()),
              ladder.dynamicLadder() ? ", scaled with the risk" : "",
              Decimals.plain(ladder.setBeAtR()),
              Decimals.plain(ladder.trailAtrMult()),
              ladder.minR());
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String bps(BigDecimal fraction) {
    return Decimals.plain(fraction.movePointRight(4));
  }

  List<String> lines() {
    return said.entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "%-12s %s", each.getKey(), each.getValue()))
        .toList();
  }

  ObjectNode node() {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    said.forEach(node::put);
    return node;
  }
}
