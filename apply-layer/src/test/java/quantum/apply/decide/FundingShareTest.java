package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.OpenPosition;

class FundingShareTest {
  private static final long HOUR = 1_764_288_000_000L; // 2025-11-28 00:00 UTC
  private static final long BEFORE = HOUR - 600_000;

  private static ClosedPosition closed(String id, long openedAt, long closedAt) {
    Map<String, String> fields =
        new TreeMap<>(
            Map.of(
                "position_id", id,
                "symbol", "BTCUSDT",
                "side", "LONG",
                "opened_at", EventTime.format(openedAt),
                "closed_at", EventTime.format(closedAt),
                "entry_price", "100",
                "initial_qty", "1",
                "realized_pnl", "0",
                "commission", "0",
                "funding", "0"));
    fields.putAll(Map.of("peak_price", "100", "trough_price", "100"));
    return ((Decoded.Ok<ClosedPosition>) ClosedPosition.decode(fields)).value();
  }

  private static Optional<OpenPosition> open(String id, long openedAt) {
    Map<String, String> fields =
        Map.of(
            "position_id", id,
            "symbol", "BTCUSDT",
            "side", "SHORT",
            "qty", "1",
            "entry_price", "100",
            "opened_at", EventTime.format(openedAt));
    return ((Decoded.Ok<Optional<OpenPosition>>) OpenPosition.decode(fields)).value();
  }

  private static String owner(
      Optional<OpenPosition> open, List<ClosedPosition> closed, long stamp) {
    return FundingShare.ownerOf(open, closed, stamp).map(it -> it.id().value()).orElse("nobody");
  }

  @Test
  void positionThatIsOpen_paysWhatIsDueWhileItIs() {
    assertThat(owner(open("now", BEFORE), List.of(), HOUR + 4_000)).isEqualTo("now");
  }

  @Test
  void positionThatEndedBetweenTheHourAndItsStamp_hasPaid_notTheOneAfterIt() {
    assertThat(
            owner(
                open("next", HOUR + 3_000),
                List.of(closed("ended", BEFORE, HOUR + 2_000)),
                HOUR + 4_000))
        .isEqualTo("ended");
  }

  @Test
  void positionThatBeganAfterTheHour_paysNothing_ifNobodyWasOpenThen() {
    assertThat(owner(open("next", HOUR + 5_000), List.of(), HOUR + 4_000)).isEqualTo("nobody");
    assertThat(owner(Optional.empty(), List.of(closed("old", BEFORE, HOUR - 1)), HOUR + 1))
        .isEqualTo("nobody");
  }

  @Test
  void paymentOutsideAFullHour_isOfItsOwnMoment() {
    long special = HOUR + 1_234_567;
    assertThat(
            owner(
                open("next", special - 1), List.of(closed("ended", BEFORE, special - 10)), special))
        .isEqualTo("next");
  }

  @Test
  void positionThatEndedInThatVeryMoment_heldUntilIt() {
    assertThat(owner(Optional.empty(), List.of(closed("ended", BEFORE, HOUR)), HOUR))
        .isEqualTo("ended");
    assertThat(owner(open("next", HOUR), List.of(closed("ended", BEFORE, HOUR)), HOUR))
        .isEqualTo("next");
  }

  private static String neighbour(
      Optional<OpenPosition> open, List<ClosedPosition> closed, long stamp) {
    return FundingShare.neighbourOf(open, closed, stamp)
        .map(it -> it.id().value())
        .orElse("nobody");
  }

  @Test
  void paymentThatNoLifeCovers_isBorneByWhatBeginsAtOnce_elseByWhatEndedLast() {
    long gap = HOUR + 1_234_567;
    List<ClosedPosition> ended =
        List.of(closed("last", BEFORE, gap - 5_000), closed("first", BEFORE - 9_000, gap - 6_000));
    ClosedPosition later = closed("later", gap + 20_000, gap + 30_000);
    List<ClosedPosition> all = Stream.concat(Stream.of(later), ended.stream()).toList();
    assertThat(owner(Optional.empty(), all, gap)).isEqualTo("nobody");
    assertThat(neighbour(open("now", gap + 40_000), all, gap)).isEqualTo("later");
    assertThat(neighbour(open("now", gap + 40_000), ended, gap)).isEqualTo("now");
    assertThat(neighbour(open("now", gap + 60_001), ended, gap)).isEqualTo("last");
  }

  @Test
  void paymentFarFromAnyLife_isNobodys() {
    long gap = HOUR + 1_234_567;
    assertThat(neighbour(open("now", gap + 60_001), List.of(), gap)).isEqualTo("nobody");
    assertThat(neighbour(Optional.empty(), List.of(closed("old", BEFORE, gap - 3_600_001)), gap))
        .isEqualTo("nobody");
  }
}
