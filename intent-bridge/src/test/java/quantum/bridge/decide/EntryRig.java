package quantum.bridge.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ObjectAssert;
import quantum.bridge.decide.BridgeDecision.Plan;
import quantum.bridge.decide.BridgeDecision.Refuse;
import quantum.bridge.decide.BridgeDecision.Skip;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Decoded;
import quantum.contracts.Hand;
import quantum.contracts.SkipReason;
import quantum.contracts.Ticker;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/** Entries as they come from the stream, decided with what each test sets. */
abstract class EntryRig {
  static final long NOW = 1_770_000_000_000L;
  static final String ID = NOW + "-0";

  BridgeRules rules = rules(Set.of(Symbol.of("BTCUSDT")), 60, 30, 0.06, 0.02);
  Optional<Ticker> ticker = Optional.empty();
  Hand hand = Hand.FREE;
  String streamId = ID;

  /** With the defaults of what guards against a slip of the pen. */
  static BridgeRules rules(
      Set<Symbol> allowlist, int maxAgeSec, int tickerMaxAgeSec, double baseTp, double baseSl) {
    return new BridgeRules(
        allowlist,
        maxAgeSec,
        tickerMaxAgeSec,
        baseTp,
        baseSl,
        new BigDecimal("5"),
        new BigDecimal("0.1"));
  }

  static Map<String, String> fields(String... pairs) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put(pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  BridgeDecision decide(String side, String... more) {
    Map<String, String> all = fields("symbol", "BTCUSDT", "side", side);
    all.putAll(fields(more));
    return switch (TradeIntent.decode(all, streamId)) {
      case Decoded.Ok<TradeIntent>(TradeIntent intent, _) ->
          new IntentDecider(rules)
              .decide(intent, new IntentContext(ticker, Optional.empty(), hand, NOW, streamId));
      case Decoded.Bad<TradeIntent> bad -> throw new AssertionError(bad.reason());
    };
  }

  ApplyPlan.Entry entry(String side, String... more) {
    return (ApplyPlan.Entry) planned(decide(side, more)).actual().plan();
  }

  static Actual<Plan> planned(BridgeDecision decision) {
    assertThat(decision).isInstanceOf(Plan.class);
    return new Actual<>((Plan) decision);
  }

  record Actual<T>(T actual) {}

  static ObjectAssert<Skip> assertSkipped(BridgeDecision decision, SkipReason code) {
    return assertThat(decision)
        .asInstanceOf(type(Skip.class))
        .satisfies(skip -> assertThat(skip.code()).isEqualTo(code));
  }

  static void assertRefused(BridgeDecision decision, String field, String found) {
    assertThat(decision)
        .asInstanceOf(type(Refuse.class))
        .satisfies(
            refusal -> {
              assertThat(refusal.field()).isEqualTo(field);
              assertThat(refusal.found()).isEqualTo(found);
              assertThat(refusal.reason()).contains(field).contains(found);
            });
  }

  static Optional<Ticker> ticker(String price, long receivedAtMillis) {
    return Optional.of(
        new Ticker(Price.of(price), Optional.empty(), 1_000_000_000_000L, receivedAtMillis));
  }
}
