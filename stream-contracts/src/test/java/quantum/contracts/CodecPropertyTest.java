package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

class CodecPropertyTest {
  private static final List<Function<Map<String, String>, Decoded<?>>> DECODERS =
      List.of(
          fields -> TradeIntent.decode(fields, "1-0"),
          fields -> ApplyPlan.decode(fields, "1-0"),
          fields -> FeedEvent.decode(fields, "1-0"),
          fields -> PriceUpdate.decode(fields, "1-0"),
          OpenPosition::decode,
          Evaluation::decode,
          Ledger::decode,
          Inflight::decode,
          Ticker::decode,
          ClosedPosition::decode,
          fields -> new Decoded.Ok<>(PositionAccount.decode(fields)),
          MarketStateHash::decode,
          HarvestOverrides::decode,
          fields -> RiskProposal.decode(Samples.RIVER, fields),
          fields -> HarvestProposal.decode(Samples.RIVER, fields),
          fields -> ForeignPosition.decode(Samples.RIVER, fields),
          fields -> ForeignPosition.decodeExecution(fields, "1-0"));

  private static final List<Map<String, String>> SAMPLES =
      Stream.of(
              Samples.ENTRY_INTENT.encode(),
              Samples.EXIT_INTENT.encode(),
              Samples.exitIntent(new ExitType.StopMove()).encode(),
              Samples.ENTRY_PLAN.encode(),
              Samples.CLOSE_PLAN.encode(),
              Samples.STOP_PLAN.encode(),
              Samples.RESULT.encode(),
              Samples.PRICE.encode(),
              Samples.OPEN_POSITION.encode(),
              Samples.with(Samples.EVALUATION.encode(), "position_id", "p1"),
              Samples.LEDGER.encode(),
              Samples.ACCOUNT.encode(),
              Samples.CLOSED.encode(),
              Samples.INFLIGHT.encode(),
              Samples.TICKER.encode(),
              Samples.MARKET.encode(),
              Samples.RISK.encode(),
              Samples.OVERRIDES.encode(),
              Samples.PROPOSAL.encode())
          .toList();

  /** Any record with a few of its fields replaced, by any decoder: a value or a reason. */
  @Property(tries = 1500)
  void decoding_ofDamagedFields_neverThrows(
      @ForAll("samples") Map<String, String> sample, @ForAll("damage") Map<String, String> damage) {
    Map<String, String> fields = new HashMap<>(sample);
    fields.putAll(damage);

    decodeAll(fields);
  }

  @Property(tries = 300)
  void decoding_ofAnyFields_neverThrows(@ForAll Map<String, String> fields) {
    decodeAll(fields);
  }

  @Property(tries = 300)
  void decoding_ofAnyPayload_neverThrows(@ForAll("texts") String payload) {
    decodeAll(Map.of("payload", payload));
    decodeAll(Map.of("payload", "{\"symbol\":\"X\",\"side\":\"BUY\",\"qty\":" + payload + "}"));
  }

  @Property
  void decimalText_readAndWritten_isTheSameNumber(
      @ForAll @Scale(30) @BigRange(min = "-999999999999999999", max = "999999999999999999")
          BigDecimal value) {
    BigDecimal read = Decimals.parse(value.toString());

    assertThat(read).isEqualByComparingTo(value);
    assertThat(Decimals.parse(Decimals.plain(read))).isEqualTo(read);
    assertThat(Decimals.plain(read)).doesNotContainIgnoringCase("e");
  }

  @Property
  void price_encodedAndDecoded_isExact(
      @ForAll @Scale(18) @BigRange(min = "0", minIncluded = false, max = "999999999999999999")
          BigDecimal value,
      @ForAll @LongRange(min = 0, max = 99_999_999_999_999L) long millis) {
    var update = new PriceUpdate(Symbol.of("BTCUSDT"), Price.of(value.toString()), millis);

    assertThat(PriceUpdate.decode(update.encode(), "1-0")).isEqualTo(new Decoded.Ok<>(update));
  }

  private static void decodeAll(Map<String, String> fields) {
    for (var decoder : DECODERS) {
      switch (decoder.apply(fields)) {
        case Decoded.Ok<?> ok -> assertThat(ok.value()).isNotNull();
        case Decoded.Bad<?> bad -> {
          assertThat(bad.field()).isNotBlank();
          assertThat(bad.why()).isNotBlank();
          assertThat(bad.reason()).hasSizeLessThan(700);
        }
      }
    }
  }

  @Provide
  Arbitrary<Map<String, String>> samples() {
    return Arbitraries.of(SAMPLES);
  }

  @Provide
  Arbitrary<Map<String, String>> damage() {
    List<String> names =
        SAMPLES.stream().flatMap(sample -> sample.keySet().stream()).distinct().sorted().toList();
    return Arbitraries.maps(Arbitraries.of(names), texts()).ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(
            3,
            Arbitraries.of(
                "",
                " ",
                "-1",
                "0",
                "1",
                "0.5",
                "1e400",
                "-1e400",
                "1e999999999",
                "1e-999999999",
                "0e999999999",
                "0e-999999999",
                "1e2147483648",
                "NaN",
                "Infinity",
                "null",
                "true",
                "False",
                "BUY",
                "short",
                "MOVE_SL",
                "FILLED",
                "PRICE_UPDATE",
                "PARTIAL_0",
                "PARTIAL_999",
                "HARVEST_PARTIAL",
                "UPDATE_SL",
                "ENTRY_PROPOSED",
                "[]",
                "[1,2",
                "{}",
                "2@3",
                "2@",
                "@",
                "0.5,0.5,0.5",
                "[{\"pct\":75}]",
                "[{\"pct\":{}}]",
                "+999999999-12-31T23:59:59Z",
                "T",
                "99999999999999999999",
                "1.5",
                "9".repeat(50_000),
                "٣",
                "\u0000")),
        net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(30)),
        net.jqwik.api.Tuple.of(1, Arbitraries.bigDecimals().map(BigDecimal::toString)),
        net.jqwik.api.Tuple.of(1, Arbitraries.longs().map(String::valueOf)));
  }
}
