package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommitTest {
  private static final Map<String, String> FIELDS = Map.of("a", "1");

  @Test
  void rollback_forgetsWhatCameAfterTheSavepoint() {
    var commit = new Commit().publish("s", 1, FIELDS);
    int savepoint = commit.savepoint();
    commit.publish("s", 1, FIELDS).del("k").afterwards(published -> {});

    commit.rollbackTo(savepoint);

    assertThat(commit.ops()).hasSize(1);
    commit.afterwards(published -> {});
    assertThat(commit.ops().getLast())
        .isInstanceOfSatisfying(
            Commit.Op.Afterwards.class, hook -> assertThat(hook.publish()).isZero());
  }

  @Test
  void newCommit_isEmpty_alsoWithAKillAssumption() {
    assertThat(new Commit().requireKill("kill", true).isEmpty()).isTrue();
    assertThat(new Commit().hset("k", Map.of()).isEmpty()).isTrue();
    assertThat(new Commit().del("k").isEmpty()).isFalse();
  }

  @Test
  void hookWithoutAPublishBefore_isRefused() {
    var commit = new Commit();
    int savepoint = commit.savepoint();
    commit.publish("s", 1, FIELDS);
    commit.rollbackTo(savepoint);
    assertThatThrownBy(() -> commit.afterwards(published -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatWouldFailInsideTheScript_isRefusedBefore() {
    var withNull = new HashMap<String, String>();
    withNull.put("a", null);
    Map<String, String> tooMany =
        IntStream.range(0, 1_001).boxed().collect(Collectors.toMap(i -> "f" + i, i -> "v"));

    assertThatThrownBy(() -> new Commit().publish("s", 1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Commit().publish("s", 1, tooMany))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Commit().publish("s", 0, FIELDS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Commit().set("k", "v", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Commit().zaddNewest("z", Double.NaN, "m", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Commit().hset("k", withNull))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void deadLetterOfAMonster_keepsItsHead() {
    Map<String, String> monster =
        IntStream.range(0, 5_000).boxed().collect(Collectors.toMap(i -> "f" + i, i -> "v"));
    var entry = new StreamEntry("s", "g", "c", "1-0", monster, false);

    assertThat(Commit.deadLetterArgs(entry, "x".repeat(10_000))).hasSize(4 + 2 * 1_000);
  }
}
