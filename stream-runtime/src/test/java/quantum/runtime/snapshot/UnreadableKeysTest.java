package quantum.runtime.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadableKeysTest {
  private final List<String> said = new ArrayList<>();
  private final UnreadableKeys keys = new UnreadableKeys((key, why) -> said.add(key + ": " + why));

  @Test
  void trouble_isToldOnce_everyOtherOneToo() {
    keys.found("a", "x");
    keys.found("a", "y");
    keys.found("a", "x");
    keys.found("b", "x");

    assertThat(said).containsExactly("a: x", "a: y", "b: x");
  }

  @Test
  void trouble_thatComesBackAfterTheKeyWasReadable_isNews() {
    keys.found("a", "x");
    keys.readable("a");
    keys.readable("never seen");
    keys.found("a", "x");

    assertThat(said).containsExactly("a: x", "a: x");
  }

  @Test
  void garbageThatChangesAllTheTime_isToldEachTime_withoutBeingKeptForEver() {
    for (int i = 0; i < 100; i++) {
      keys.found("a", "x" + i);
      keys.found("a", "x" + i);
    }
    keys.found("a", "x0");

    assertThat(said).hasSize(101);
  }
}
