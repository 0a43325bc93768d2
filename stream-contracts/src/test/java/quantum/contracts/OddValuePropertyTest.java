package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any one optional field replaced by anything odd leaves what the record says in its core as it
 * was; any field of an exit, too.
 */
class OddValuePropertyTest {
  /** What people and programs write where a number, a side or nothing is meant. */
  static final List<String> ODD_VALUES =
      List.of(
          "",
          " ",
          "None",
          "null",
          "nan",
          "NaN",
          "NULL",
          "Infinity",
          "-Infinity",
          "inf",
          "-1",
          "0",
          "0.0",
          "-0",
          "1e400",
          "1e-400",
          "1e999999999",
          "yes",
          "no",
          "on",
          "Y",
          "True",
          "1.0",
          "2",
          "n/a",
          "-",
          "--",
          "abc",
          "T1",
          "2.0R",
          "tp1",
          "[]",
          "{}",
          "[1,2",
          "1,2",
          "1 000",
          "1,000.5",
          "0,5",
          "\uff11",
          "\ud83d\ude80",
          "\u202e12",
          "<script>",
          "x".repeat(10_000),
          "9".repeat(10_000),
          "a\nb",
          "\u0000",
          "2026-11-27T01:06:51.123456",
          "1770155882463123",
          "1770155882463123456",
          "yesterday",
          "3f2b6a1e-9c1d-4c7b-8d1f-0a2b3c4d5e6f");

  /** A record, its fields, and what of it a decision stands on. */
  record Contract(
      String name,
      Map<String, String> record,
      List<Field<?>> fields,
      Function<Map<String, String>, Object> core) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static <T> Object core(Decoded<T> decoded, Function<T, Object> core) {
    return switch (decoded) {
      case Decoded.Ok<T>(T value, _) -> core.apply(value);
      case Decoded.Bad<T> bad -> "bad: " + bad.field();
    };
  }

  private static Map<String, String> live(Map<String, String> fields) {
    return Samples.with(fields, "dry_run", "false");
  }

  static Stream<Arguments> contracts() {
    Function<TradeIntent, Object> intent =
        value ->
            switch (value) {
              case TradeIntent.Entry e ->
                  List.of(e.symbol(), e.side(), e.size(), e.leverage(), e.levels().stopLoss());
              case TradeIntent.Exit x -> List.of(x.symbol(), x.type());
            };
    Function<ApplyPlan, Object> plan =
        value ->
            switch (value) {
              case ApplyPlan.Entry e ->
                  List.of(e.header().symbol(), e.side(), e.qty(), e.levels().stopLoss());
              case ApplyPlan.Close x -> List.of(x.header().symbol(), x.action());
              case ApplyPlan.UpdateStop x -> List.of(x.header().symbol(), x.stop());
              case ApplyPlan.Hold h -> h.header().symbol();
              case ApplyPlan.Unknown u -> "unknown";
            };
    return Stream.of(
            new Contract(
                "entry intent",
                live(Samples.ENTRY_INTENT.encode()),
                IntentCodec.FIELDS,
                fields -> core(TradeIntent.decode(fields, "1-0"), intent)),
            new Contract(
                "full close intent",
                live(Samples.exitIntent(new ExitType.FullClose()).encode()),
                IntentCodec.FIELDS,
                fields -> core(TradeIntent.decode(fields, "1-0"), intent)),
            new Contract(
                "partial intent",
                live(Samples.EXIT_INTENT.encode()),
                IntentCodec.FIELDS,
                fields -> core(TradeIntent.decode(fields, "1-0"), intent)),
            new Contract(
                "entry plan",
                Samples.ENTRY_PLAN.encode(),
                PlanCodec.FIELDS,
                fields -> core(ApplyPlan.decode(fields, "1-0"), plan)),
            new Contract(
                "close plan",
                Samples.CLOSE_PLAN.encode(),
                PlanCodec.FIELDS,
                fields -> core(ApplyPlan.decode(fields, "1-0"), plan)),
            new Contract(
                "stop plan",
                Samples.STOP_PLAN.encode(),
                PlanCodec.FIELDS,
                fields -> core(ApplyPlan.decode(fields, "1-0"), plan)),
            new Contract(
                "fill of another executor",
                Samples.with(Samples.RESULT.encode(), "source", "someone"),
                ApplyResult.FIELDS,
                fields ->
                    core(
                        FeedEvent.decode(fields, "1-0"),
                        event ->
                            event instanceof ApplyResult r
                                ? List.of(
                                    r.symbol(),
                                    r.status(),
                                    r.reduceOnly(),
                                    r.execution().filledQty(),
                                    r.execution().price())
                                : event)),
            new Contract(
                "price",
                Samples.PRICE.encode(),
                PriceUpdate.FIELDS.stream()
                    .filter(field -> !field.name().equals("status"))
                    .toList(),
                fields ->
                    core(
                        FeedEvent.decode(fields, "1-0"),
                        event -> List.of(event.symbol(), ((PriceUpdate) event).price()))),
            new Contract(
                "position",
                Samples.OPEN_POSITION.encode(),
                OpenPosition.FIELDS,
                fields ->
                    core(
                        OpenPosition.decode(fields),
                        open -> {
                          var position = open.orElseThrow().position();
                          return List.of(
                              position.symbol(), position.side(), position.qty(), position.entry());
                        })),
            new Contract(
                "market state",
                Samples.MARKET.encode(),
                MarketStateHash.FIELDS,
                fields ->
                    core(MarketStateHash.decode(fields), state -> state.orElseThrow().state())),
            new Contract(
                "ticker",
                Samples.TICKER.encode(),
                Ticker.FIELDS,
                fields -> core(Ticker.decode(fields), ticker -> ticker.orElseThrow().markPrice())),
            new Contract(
                "risk proposal",
                Samples.RISK.encode(),
                RiskProposal.FIELDS,
                fields ->
                    core(
                        RiskProposal.decode(Samples.RIVER, fields),
                        risk -> risk.orElseThrow().stopDistPct())),
            new Contract(
                "inflight",
                Samples.INFLIGHT.encode(),
                Inflight.FIELDS,
                fields ->
                    core(
                        Inflight.decode(fields),
                        found -> {
                          Inflight inflight = found.orElseThrow();
                          return List.of(
                              inflight.symbol(),
                              inflight.action(),
                              inflight.side(),
                              inflight.qty());
                        })),
            new Contract(
                "ledger",
                Samples.LEDGER.encode(),
                Ledger.FIELDS,
                fields -> core(Ledger.decode(fields), ledger -> "read")))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void oneOddOptionalField_changesNothingOfTheCore(Contract contract) {
    Object core = contract.core().apply(contract.record());
    assertThat(core.toString()).doesNotStartWith("bad");
    List<String> changed = new ArrayList<>();
    for (Field<?> field : contract.fields()) {
      if (field.rank() != Field.Rank.OPTIONAL) {
        continue;
      }
      for (String name : field.names()) {
        for (String odd : ODD_VALUES) {
          Map<String, String> record = new LinkedHashMap<>(contract.record());
          if (!name.equals(field.name()) && isCoreElsewhere(contract, name)) {
            continue;
          }
          record.put(name, odd);
          Object now = contract.core().apply(record);
          if (!now.equals(core)) {
            changed.add(name + "='" + shortened(odd) + "' → " + now);
          }
        }
      }
    }

    assertThat(changed).isEmpty();
  }

  /** A name that an optional field takes as its second is another field's first. */
  private static boolean isCoreElsewhere(Contract contract, String name) {
    return contract.fields().stream()
        .anyMatch(field -> field.rank() != Field.Rank.OPTIONAL && field.names().contains(name));
  }

  /** Whatever stands in any one field: an entry is as clear as before, or it is none. */
  @ParameterizedTest
  @MethodSource("contracts")
  void oneOddField_ofAnEntry_neverMakesAnotherEntryOfIt(Contract contract) {
    if (!contract.name().startsWith("entry")) {
      return;
    }
    Object core = contract.core().apply(contract.record());
    List<String> side =
        List.of("symbol", "qty", "quantity", "position_usd", "size", "leverage", "stop_loss");
    for (Field<?> field : contract.fields()) {
      for (String name : field.names()) {
        for (String odd : ODD_VALUES) {
          Map<String, String> record = Samples.with(contract.record(), name, odd);
          Object now = contract.core().apply(record);
          boolean entry = now instanceof List<?> parts && parts.size() > 2;
          if (entry && !side.contains(name)) {
            assertThat(now).as(name + "='" + shortened(odd) + "'").isEqualTo(core);
          }
        }
      }
    }
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
