package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;

class StreamCatalogTest {
  private static Arguments written(StreamCatalog.Entry entry, List<Map<String, String>> samples) {
    Set<String> names = new LinkedHashSet<>();
    samples.forEach(sample -> names.addAll(sample.keySet()));
    return Arguments.argumentSet(entry.name(), entry, names);
  }

  static Stream<Arguments> codecs() {
    return Stream.of(
        written(
            StreamCatalog.TRADE_INTENT,
            List.of(
                Samples.ENTRY_INTENT.encode(),
                Samples.entryIntent(new EntrySize.Margin(Samples.decimal("150"), new Leverage(10)))
                    .encode(),
                Samples.entryIntent(
                        new EntrySize.Notional(Samples.decimal("1500"), Price.of("12.32")))
                    .encode(),
                Samples.EXIT_INTENT.encode())),
        written(
            StreamCatalog.APPLY_PLAN,
            List.of(
                Samples.ENTRY_PLAN.encode(),
                Samples.CLOSE_PLAN.encode(),
                Samples.STOP_PLAN.encode(),
                Samples.HOLD_PLAN.encode())),
        written(StreamCatalog.APPLY_RESULT, List.of(Samples.RESULT.encodeSkipped("why"))),
        written(StreamCatalog.PRICE_UPDATE, List.of(Samples.PRICE.encode())),
        written(
            StreamCatalog.DEAD_LETTER,
            List.of(new DeadLetter("s", "1-0", "g:c", "why", Map.of()).encode())),
        written(
            StreamCatalog.ALERT,
            List.of(
                new Alert(Alarm.PRICES_SILENT.of(Samples.RIVER, "a"), "s", "text", 1, 1, false, 2)
                    .encode())),
        written(StreamCatalog.ALERTS_CHANNEL, List.of(AlertChannel.NEW.encode())),
        written(StreamCatalog.POSITION, List.of(Samples.OPEN_POSITION.encode())),
        written(StreamCatalog.EVALUATION, List.of(Samples.EVALUATION.encode())),
        written(StreamCatalog.APPLY_CARRIED, List.of(Samples.ACCOUNT.encode())),
        written(StreamCatalog.ACCOUNT, List.of(Samples.ACCOUNT.encode())),
        written(StreamCatalog.POSITION_CLOSED, List.of(Samples.CLOSED.encode())),
        written(StreamCatalog.LEDGER, List.of(Samples.LEDGER.encode())),
        written(StreamCatalog.TICKER, List.of(Samples.TICKER.encode())),
        written(
            StreamCatalog.MARKET_STATE,
            List.of(Samples.MARKET.encode(), MarketStateHash.warmingUp(1, 2, 0))),
        written(StreamCatalog.RISK_PROPOSAL, List.of(Samples.RISK.encode())),
        written(StreamCatalog.HARVEST_CONFIG, List.of(Samples.OVERRIDES.encode())),
        written(StreamCatalog.HARVEST_PROPOSAL, List.of(Samples.PROPOSAL.encode())),
        written(StreamCatalog.HARVEST_PROPOSALS, List.of(Samples.PROPOSAL.encodeEntry())),
        written(StreamCatalog.INFLIGHT, List.of(Samples.INFLIGHT.encode())),
        written(StreamCatalog.HALT, List.of(Samples.HALT.encode())),
        written(StreamCatalog.FLATTEN, List.of(Samples.FLATTEN.encode())),
        written(StreamCatalog.PAUSE, List.of(Samples.HALT.encode())),
        written(StreamCatalog.HEALTH, List.of(Samples.HEALTH.encode())),
        written(StreamCatalog.STANDBY, List.of(Samples.HEALTH.encode())),
        written(StreamCatalog.LIMITS, List.of(Samples.LIMITS.encode())),
        written(StreamCatalog.LEASE, List.of(Samples.LEASE.encode())));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void fieldsOfTheCatalog_areThoseThatTheCodecWrites(
      StreamCatalog.Entry entry, Set<String> written) {
    assertThat(entry.fields().stream().filter(Field::ours).map(Field::name).distinct())
        .containsExactlyInAnyOrderElementsOf(written);
  }

  @Test
  void everyEntryWithFields_isComparedWithItsCodec() {
    Set<Object> compared = new LinkedHashSet<>();
    codecs().forEach(arguments -> compared.add(arguments.get()[0]));

    assertThat(
            Stream.concat(StreamCatalog.streams().stream(), StreamCatalog.keys().stream())
                .filter(entry -> entry.fields().stream().anyMatch(Field::ours)))
        .allSatisfy(entry -> assertThat(compared).contains(entry));
  }

  @Test
  void names_standWithPlaceholders() {
    assertThat(StreamCatalog.keys().stream().map(StreamCatalog.Entry::name))
        .contains(
            "quantum:position:{SYMBOL}",
            "quantum:position:ledger:{SYMBOL}",
            "quantum:apply:done:{plan_id}",
            "quantum:dedup:harvest:{SYMBOL}:{intent_type}:{r_level}:{pnl}",
            "quantum:health:{service}",
            "quantum:lease:{service}",
            "quantum:standby:{service}",
            "quantum:settings:{service}")
        .allSatisfy(name -> assertThat(name).startsWith("quantum:"));
  }

  @Test
  void streamsDocument_isWhatTheCatalogSays() {
    if (Boolean.getBoolean("docs.write")) {
      StreamDocument.write();
    }

    assertThat(StreamDocument.read())
        .as("docs/streams.md; run with -Ddocs.write=true to write it anew")
        .isEqualTo(StreamDocument.render());
  }
}
