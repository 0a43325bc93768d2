package quantum.replay.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quantum.replay.compare.Comparison.Verdict;

class ComparisonTest {
  private static final PairedBootstrap BOOTSTRAP = new PairedBootstrap(500, 1);
  private static final Combination A = new Combination(Map.of("S", "a"));
  private static final Combination B = new Combination(Map.of("S", "b"));
  private static final Combination C = new Combination(Map.of("S", "c"));

  /** An entry a day; NaN stands for one that is not opened. */
  private static Part part(Map<Combination, double[]> r) {
    int days = r.values().iterator().next().length;
    return new Part(
        Collections.nCopies(days, "BTCUSDT"),
        IntStream.range(0, days).mapToObj(day -> new Block(day, "BTCUSDT")).toList(),
        each ->
            new Tried(
                each,
                Arrays.stream(r.get(each))
                    .mapToObj(v -> Double.isNaN(v) ? OptionalDouble.empty() : OptionalDouble.of(v))
                    .toList(),
                Collections.nCopies(days, Tried.End.ITSELF)));
  }

  private static double[] days(double... pattern) {
    return IntStream.range(0, 30).mapToDouble(day -> pattern[day % pattern.length]).toArray();
  }

  private static Comparison of(Part first, Part second, boolean all, Combination... which) {
    return Comparison.of(List.of(which), first, second, all, BOOTSTRAP);
  }

  @Test
  void chosen_isTheBestOfTheFirstPart_howeverTheSecondOneGoes() {
    Comparison found =
        of(
            part(Map.of(A, days(0, 1), B, days(0.5, 1.5), C, days(0, 0.5))),
            part(Map.of(A, days(0, 1), B, days(-0.5, 0.4), C, days(5, 6))),
            false,
            A,
            B,
            C);

    assertThat(found.chosen()).isEqualTo(B);
    assertThat(found.first().rows()).extracting(Row::meanR).containsExactly(0.5, 1.0, 0.25);
    assertThat(found.second().rows()).extracting(Row::combination).containsExactly(A, B);
    assertThat(found.difference().mean()).isCloseTo(-0.55, within(1e-12));
    assertThat(found.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(found.combinations()).isEqualTo(3);
  }

  @Test
  void secondPart_isNotLookedAtBeforeTheChoice() {
    List<Combination> run = new ArrayList<>();
    Part first = part(Map.of(A, days(0), B, days(1), C, days(0.5)));
    Part second =
        new Part(
            first.symbols(),
            first.blocks(),
            each -> {
              run.add(each);
              return first.run().apply(each);
            });

    of(first, second, false, A, B, C);

    assertThat(run).containsExactly(A, B);
  }

  @Test
  void all_areShownOnTheSecondPart_whereAskedFor() {
    Part same = part(Map.of(A, days(0), B, days(1), C, days(0.5)));

    assertThat(of(same, same, true, A, B, C).second().rows())
        .extracting(Row::combination, Row::isChosen, Row::isDefault)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(A, false, true),
            org.assertj.core.groups.Tuple.tuple(B, true, false),
            org.assertj.core.groups.Tuple.tuple(C, false, false));
  }

  @Test
  void equalSettings_keepTheDefault_andDifferByExactlyNothing() {
    Part same = part(Map.of(A, days(0.3, -1, 2), B, days(0.3, -1, 2)));

    Comparison found = of(same, same, false, A, B);

    assertThat(found.chosen()).isEqualTo(A);
    assertThat(found.verdict()).isEqualTo(Verdict.DEFAULT_CHOSEN);
    assertThat(found.verdict().words()).startsWith("no difference shown");
    assertThat(found.difference().mean()).isZero();
    assertThat(found.first().rows().get(1).difference().isShown()).isFalse();
  }

  @Test
  void verdict_saysWhatTheIntervalHolds() {
    Part first = part(Map.of(A, days(0), B, days(1)));

    assertThat(of(first, part(Map.of(A, days(0), B, days(1, -0.9))), false, A, B).verdict())
        .isEqualTo(Verdict.NO_DIFFERENCE);
    assertThat(of(first, part(Map.of(A, days(0), B, days(1, 0.9))), false, A, B).verdict())
        .isEqualTo(Verdict.BETTER);
  }

  @Test
  void entryThatOneSettingDoesNotOpen_countsNothingThere() {
    double nan = Double.NaN;
    Part part = part(Map.of(A, days(1, nan, nan), B, days(1, -2, nan)));

    Comparison found = of(part, part, false, A, B);

    assertThat(found.first().entries()).as("what nobody opened is not compared").isEqualTo(20);
    assertThat(found.first().rows()).extracting(Row::positions).containsExactly(10, 20);
    assertThat(found.first().rows()).extracting(Row::meanR).containsExactly(0.5, -0.5);
    assertThat(found.first().rows().get(1).difference().mean()).isEqualTo(-1);
  }

  @Test
  void bySymbol_isTheSameOfItsEntries() {
    Part whole =
        new Part(
            List.of("A", "B", "A"),
            List.of(new Block(1, "A"), new Block(1, "B"), new Block(2, "A")),
            each ->
                new Tried(
                    each,
                    List.of(
                        OptionalDouble.of(each == A ? 1 : 3),
                        OptionalDouble.of(5),
                        OptionalDouble.of(each == A ? 2 : 1)),
                    List.of(Tried.End.ITSELF, Tried.End.AT_SPLIT, Tried.End.BY_DATA)));

    PartTable found = of(whole, whole, true, A, B).first();

    assertThat(found.bySymbol()).containsOnlyKeys("A", "B");
    assertThat(found.bySymbol().get("A").rows()).extracting(Row::meanR).containsExactly(1.5, 2.0);
    assertThat(found.bySymbol().get("A").rows().get(1).difference().mean()).isEqualTo(0.5);
    assertThat(found.bySymbol().get("A").rows()).extracting(Row::cutByData).containsOnly(1);
    assertThat(found.bySymbol().get("B").rows()).extracting(Row::cutAtSplit).containsOnly(1);
    assertThat(found.bySymbol().get("B").blocks()).isEqualTo(1);
  }

  @Test
  void partWithoutAnyPosition_isNamed() {
    Part nothing = part(Map.of(A, days(Double.NaN), B, days(Double.NaN)));
    Part some = part(Map.of(A, days(1), B, days(1)));

    assertThatThrownBy(() -> of(nothing, some, false, A, B)).hasMessageContaining("first part");
    assertThatThrownBy(() -> of(some, nothing, false, A, B)).hasMessageContaining("second part");
  }

  @Test
  void blocks_areOfTheEntrysDay_andOfItsSymbolUnlessAllAreOne() {
    long night = 1_746_835_199_999L; // 2025-05-09T23:59:59.999Z
    assertThat(Block.Of.DAY_AND_SYMBOL.of("BTCUSDT", night))
        .isNotEqualTo(Block.Of.DAY_AND_SYMBOL.of("BTCUSDT", night + 1))
        .isNotEqualTo(Block.Of.DAY_AND_SYMBOL.of("ETHUSDT", night));
    assertThat(Block.Of.DAY.of("BTCUSDT", night)).isEqualTo(Block.Of.DAY.of("ETHUSDT", night - 1));
  }
}
