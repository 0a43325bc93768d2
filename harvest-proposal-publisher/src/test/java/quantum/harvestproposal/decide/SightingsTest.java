package quantum.harvestproposal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.contracts.ForeignPosition;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class SightingsTest {
  private static final long T = 1_770_155_882_000L;
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final Lookup<ForeignPosition> NOBODY = new Lookup.Missing<>();
  private static final Lookup<OpenPosition> NOT_OURS = new Lookup.Missing<>();
  private static final Optional<Ticker> TICKER =
      Optional.of(new Ticker(Price.of("3100"), Optional.empty(), T, T));

  private static Lookup<OpenPosition> own() {
    Position position =
        new Position(
            ETH,
            Side.LONG,
            new PositionId("p1"),
            Quantity.of("2"),
            Quantity.of("2"),
            Price.of("3000"),
            Optional.of(new BigDecimal("60")),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Leverage.NONE,
            Optional.empty(),
            T - 1000,
            0,
            Optional.empty());
    return new Lookup.Found<>(
        new OpenPosition(
            position,
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            BigDecimal.ZERO,
            Optional.empty(),
            Optional.empty(),
            OpenPosition.SOURCE_APPLY_LAYER));
  }

  private static Lookup<ForeignPosition> told(Side side, String entry) {
    return new Lookup.Found<>(
        new ForeignPosition.Open(
            ETH,
            side,
            Quantity.of("1"),
            Price.of(entry),
            Optional.of(Price.of("3050")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(120L),
            Optional.of(T - 5000)));
  }

  private static Choice choose(
      PositionSource wanted,
      Lookup<ForeignPosition> state,
      Lookup<OpenPosition> own,
      Lookup<ForeignPosition> execution,
      Optional<Ticker> ticker) {
    return new Sightings(ETH, state, own, Optional.empty(), execution, ticker).choose(wanted, T);
  }

  private static Subject chosen(Choice choice) {
    return ((Choice.Chosen) choice).subject();
  }

  @Test
  void auto_takesStateThenPositionThenStreamThenExample() {
    Lookup<ForeignPosition> state = told(Side.LONG, "2900");
    Lookup<ForeignPosition> fill = told(Side.SHORT, "3200");
    assertThat(chosen(choose(PositionSource.AUTO, state, own(), fill, TICKER)).position().entry())
        .isEqualTo(Price.of("2900"));
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, own(), fill, TICKER)).position().entry())
        .isEqualTo(Price.of("3000"));
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, NOT_OURS, fill, TICKER)).source())
        .isEqualTo(PositionSource.REDIS_STREAM);
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, NOT_OURS, NOBODY, TICKER)).isSynthetic())
        .isTrue();
  }

  @Test
  void oneSource_doesNotFallThrough() {
    assertThat(choose(PositionSource.REDIS_HASH, NOBODY, NOT_OURS, told(Side.LONG, "1"), TICKER))
        .isEqualTo(new Choice.Skipped("no position in redis_hash"));
    assertThat(choose(PositionSource.REDIS_STREAM, told(Side.LONG, "1"), own(), NOBODY, TICKER))
        .isEqualTo(new Choice.Skipped("no position in redis_stream"));
  }

  @Test
  void unreadable_isSkippedAndNotReplacedByAnExample() {
    assertThat(choose(PositionSource.AUTO, NOBODY, new Lookup.Unreadable<>(), NOBODY, TICKER))
        .isInstanceOf(Choice.Skipped.class);
    assertThat(choose(PositionSource.AUTO, NOBODY, NOT_OURS, new Lookup.Unreadable<>(), TICKER))
        .isInstanceOf(Choice.Skipped.class);
    assertThat(
            chosen(choose(PositionSource.AUTO, new Lookup.Unreadable<>(), own(), NOBODY, TICKER))
                .position()
                .entry())
        .isEqualTo(Price.of("3000"));
  }

  @Test
  void flat_toldByAnother_doesNotHideOurOwn() {
    Lookup<ForeignPosition> flat = new Lookup.Found<>(new ForeignPosition.Flat(ETH));
    assertThat(chosen(choose(PositionSource.REDIS_HASH, flat, own(), NOBODY, TICKER)).source())
        .isEqualTo(PositionSource.REDIS_HASH);
    assertThat(choose(PositionSource.REDIS_HASH, flat, NOT_OURS, NOBODY, TICKER))
        .isInstanceOf(Choice.Skipped.class);
  }

  @Test
  void foreignPosition_ofOurOwnSide_keepsTheFrozenRisk() {
    Subject same =
        chosen(choose(PositionSource.AUTO, told(Side.LONG, "2900"), own(), NOBODY, TICKER));
    assertThat(same.position().entryRisk()).contains(new BigDecimal("60"));
    assertThat(same.position().ageSec(same.atMillis())).isEqualTo(120);
    Subject other =
        chosen(choose(PositionSource.AUTO, told(Side.SHORT, "2900"), own(), NOBODY, TICKER));
    assertThat(other.position().entryRisk()).isEmpty();
  }

  @Test
  void price_isTheNewestKnown() {
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, own(), NOBODY, TICKER)).current())
        .isEqualTo(Price.of("3100"));
    assertThat(
            chosen(
                    choose(
                        PositionSource.AUTO, told(Side.LONG, "1"), own(), NOBODY, Optional.empty()))
                .current())
        .isEqualTo(Price.of("3050"));
    assertThat(choose(PositionSource.AUTO, NOBODY, own(), NOBODY, Optional.empty()))
        .isEqualTo(new Choice.Skipped("no price"));
  }
}
