package quantum.replay.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PairedBootstrapPropertyTest {
  private static final PairedBootstrap BOOTSTRAP = new PairedBootstrap(200, 1);

  @Provide
  Arbitrary<List<Paired>> pairs() {
    Arbitrary<Double> r = Arbitraries.doubles().between(-50, 50);
    return Combinators.combine(
            Arbitraries.longs().between(0, 12), Arbitraries.of("BTCUSDT", "ETHUSDT"), r, r)
        .as((day, symbol, one, other) -> new Paired(new Block(day, symbol), one, other))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 200)
  void orderOfTheEntries_changesNothing(@ForAll("pairs") List<Paired> pairs, @ForAll long seed) {
    List<Paired> shuffled = new ArrayList<>(pairs);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(BOOTSTRAP.of(shuffled)).isEqualTo(BOOTSTRAP.of(pairs));
  }

  @Property(tries = 200)
  void turnedRound_isTheSameWithTheOtherSign(@ForAll("pairs") List<Paired> pairs) {
    Difference found = BOOTSTRAP.of(pairs);

    Difference turned =
        BOOTSTRAP.of(
            pairs.stream()
                .map(each -> new Paired(each.block(), each.other(), each.one()))
                .toList());

    assertThat(turned.mean()).isCloseTo(-found.mean(), within(1e-9));
    assertThat(turned.low()).isCloseTo(-found.high(), within(1e-9));
    assertThat(turned.high()).isCloseTo(-found.low(), within(1e-9));
  }

  @Property(tries = 200)
  void interval_isInOrder_andWithinWhatThereIs(@ForAll("pairs") List<Paired> pairs) {
    Difference found = BOOTSTRAP.of(pairs);

    double least = pairs.stream().mapToDouble(Paired::difference).min().orElseThrow();
    double most = pairs.stream().mapToDouble(Paired::difference).max().orElseThrow();
    assertThat(found.low()).isLessThanOrEqualTo(found.high()).isGreaterThanOrEqualTo(least - 1e-9);
    assertThat(found.high()).isLessThanOrEqualTo(most + 1e-9);
  }
}
