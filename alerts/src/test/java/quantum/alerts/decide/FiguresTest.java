package quantum.alerts.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Pace and words. */
class FiguresTest {
  private static final long HOUR = 3_600_000;
  private static final long NOW = 1_000 * HOUR;

  @Test
  void pace_countsTheHour_andTheWeekBefore() {
    List<Long> at = new ArrayList<>(List.of(NOW, NOW - HOUR + 1, NOW - HOUR, NOW + 1));
    at.add(NOW - 168 * HOUR); // a week ago: not known any more
    Pace pace = Pace.of(at, true, NOW);
    assertThat(pace.lastHour()).isEqualTo(2);
    assertThat(pace.usualPerHour()).isEqualTo(1 / 167.0);
  }

  @Test
  void pace_whereNotAllAreKept_isOfWhatIsKnown() {
    List<Long> at = LongStream.range(0, 100).mapToObj(i -> NOW - 2 * HOUR - i * HOUR / 10).toList();
    assertThat(Pace.of(at, false, NOW).usualPerHour()).isBetween(9.0, 9.2);
  }

  @Test
  void pace_farAbove_needsBothFactorAndNumber() {
    assertThat(new Pace(6, 1).isFarAbove(5, 6)).isTrue();
    assertThat(new Pace(5, 1).isFarAbove(5, 5)).isFalse(); // not above
    assertThat(new Pace(5, 0).isFarAbove(5, 6)).isFalse();
    assertThat(new Pace(50, 0).isFarAbove(0, 1)).isFalse();
  }

  @Test
  void words_ofOtherScriptsAndFaces_areShown_directionsAreNot() {
    assertThat(Words.clean("币安人生USDT 🙂\u202Eabc\u0000\t\r\nx", 100))
        .isEqualTo("币安人生USDT 🙂\uFFFDabc\uFFFD x");
    assertThat(Words.clean("🙂🙂🙂", 2)).isEqualTo("🙂…");
    assertThat(Words.clean("a\uD83D", 9)).isEqualTo("a\uFFFD");
    assertThat(Words.cutBytes("🙂🙂", 7)).isEqualTo("🙂…");
  }

  @Test
  void duration_isInTheUnitThatSaysEnough() {
    assertThat(List.of(Words.duration(-1), Words.duration(119_999), Words.duration(120_000)))
        .containsExactly("0 s", "119 s", "2 min");
    assertThat(Words.duration(3 * HOUR)).isEqualTo("3 h");
    assertThat(Words.duration(49 * HOUR)).isEqualTo("2 days");
  }
}
