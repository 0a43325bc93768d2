package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.Range;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.contracts.KillSwitchText;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.HaltSwitch;
import quantum.runtime.KillSwitch;
import quantum.runtime.Published;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.StreamEntry;

class CommitIT {
  private static Redis redis;
  private static StreamProbe probe;
  private static Commits commits;

  @BeforeAll
  static void connect() {
    redis = Redis.connect(RedisServer.shared().settings("t"), "commit-it");
    probe = new StreamProbe(RedisServer.shared());
    commits = new Commits(redis);
  }

  @AfterAll
  static void disconnect() {
    probe.close();
    redis.close();
  }

  @BeforeEach
  void empty() {
    probe.flush();
  }

  private static CommitOutcome execute(Commit commit) {
    return commits.execute(commit);
  }

  private static void assertDone(Commit commit) {
    assertThat(execute(commit)).isInstanceOf(CommitOutcome.Done.class);
  }

  @Test
  void allOperations_inOneCommit_happenInOrder() {
    assertDone(
        new Commit()
            .hset("h", Map.of("a", "1"), 100)
            .hset("h", Map.of("b", "2"))
            .hincrBy("h", "n", 3)
            .hdel("h", List.of("a"))
            .set("s", "v", 50)
            .sadd("set", "x")
            .sadd("set", "y")
            .srem("set", "x")
            .zaddNewest("z", 1, "old", 2)
            .zaddNewest("z", 2, "mid", 2)
            .zaddNewest("z", 3, "new", 2)
            .hset("gone", Map.of("a", "1"))
            .del("gone"));

    assertThat(probe.hash("h")).isEqualTo(Map.of("b", "2", "n", "3"));
    assertThat(probe.commands().ttl("h")).isBetween(90L, 100L);
    assertThat(probe.commands().get("s")).isEqualTo("v");
    assertThat(probe.commands().ttl("s")).isBetween(40L, 50L);
    assertThat(probe.commands().smembers("set")).containsExactly("y");
    assertThat(probe.commands().zrange("z", 0, -1)).containsExactly("mid", "new");
    assertThat(probe.commands().exists("gone")).isZero();
  }

  @Test
  void anyKeyOfWrongType_refusesAllOfIt() {
    probe.commands().set("blocked", "a string");

    var outcome =
        execute(
            new Commit()
                .hset("h", Map.of("a", "1"))
                .publish("stream", 10, Map.of("a", "1"))
                .hset("blocked", Map.of("a", "1")));

    assertThat(outcome).isEqualTo(new CommitOutcome.WrongType("blocked", "string"));
    assertThat(probe.commands().keys("*")).containsExactly("blocked");
  }

  @Test
  void optionalWrite_keyOfOtherType_isLeftOutAndTheRestHappens() {
    probe.commands().set("history", "a string");
    probe.commands().set("hash", "a string");

    assertDone(
        new Commit()
            .hset("h", Map.of("a", "1"))
            .optionally(
                spare ->
                    spare
                        .zaddNewest("history", 1, "m", 10)
                        .hsetIf("hash", "id", "1", Map.of("a", "1"), 10))
            .optionally(spare -> spare.sadd("set", "x"))
            .publish("stream", 10, Map.of("a", "1")));

    assertThat(probe.hash("h")).containsEntry("a", "1");
    assertThat(probe.commands().smembers("set")).containsExactly("x");
    assertThat(probe.length("stream")).isEqualTo(1);
    assertThat(probe.commands().get("history")).isEqualTo("a string");
    assertThat(probe.commands().get("hash")).isEqualTo("a string");
  }

  @Test
  void optionalEntryWithoutAStream_isLeftOut_theOthersKeepTheirIds() {
    probe.commands().set("out", "a string");

    var outcome =
        execute(
            new Commit()
                .hset("h", Map.of("a", "1"))
                .optionally(spare -> spare.publish("out", 10, Map.of("a", "1")))
                .publish("stream", 10, Map.of("a", "1")));

    assertThat(probe.hash("h")).containsEntry("a", "1");
    assertThat(probe.commands().get("out")).isEqualTo("a string");
    String id = probe.commands().xrange("stream", Range.unbounded()).getFirst().getId();
    assertThat(outcome)
        .isEqualTo(
            new CommitOutcome.Done(List.of(new Published.Lost("out"), new Published.Entry(id))));
  }

  @Test
  void optionalWriteToAKeyThatIsNeededAsWell_refusesAllOfIt() {
    probe.commands().set("blocked", "a string");

    var outcome =
        execute(
            new Commit()
                .optionally(spare -> spare.hset("blocked", Map.of("a", "1")))
                .hset("blocked", Map.of("b", "1")));

    assertThat(outcome).isEqualTo(new CommitOutcome.WrongType("blocked", "string"));
  }

  @Test
  void keyThatIsDeletedOrSetFirst_isReplacedWhateverItHeld() {
    probe.commands().set("h", "a string");
    probe.commands().sadd("s", "a set");

    assertDone(new Commit().del("h").hset("h", Map.of("a", "1")).set("s", "v", 10));

    assertThat(probe.hash("h")).containsExactly(Map.entry("a", "1"));
    assertThat(probe.commands().get("s")).isEqualTo("v");
  }

  @Test
  void markOfOtherType_refusesAnEntryAndIsWrittenAnewForAnExit() {
    probe.commands().rpush("mark", "a list");
    Map<String, String> fields = Map.of("a", "1");

    assertThat(execute(new Commit().publishOnce("out", 10, fields, "mark", "m", 10)))
        .isEqualTo(new CommitOutcome.WrongType("mark", "list"));
    assertThat(probe.commands().exists("out")).isZero();

    var exit =
        new Commit().optionally(spare -> spare.publishOnce("out", 10, fields, "mark", "m", 10));
    assertDone(exit);
    assertDone(exit);
    assertThat(probe.length("out")).isEqualTo(1);
    assertThat(probe.commands().get("mark")).isEqualTo("m");
  }

  @Test
  void streamOfOtherType_isWaitedForAndNothingIsWritten() {
    probe.commands().set("out", "a string");
    var commit = new Commit().hset("h", Map.of("a", "1")).publish("out", 10, Map.of("a", "1"));

    assertThatThrownBy(() -> execute(commit))
        .isInstanceOf(RedisUnavailable.class)
        .hasMessage("out is a string, must be a stream: remove it");
    assertThat(probe.commands().exists("h")).isZero();

    probe.commands().del("out");
    assertDone(commit);
    assertThat(probe.length("out")).isEqualTo(1);
  }

  @Test
  void deadLetterStreamOfOtherType_costsTheLetterAndNothingElse() {
    probe.commands().set("t:stream:deadletter", "a string");
    var entry = new StreamEntry("in", "g", "me", "1-1", Map.of("symbol", "X"), false);

    assertDone(new Commit().deadLetter(entry, "unreadable").hset("h", Map.of("a", "1")));

    assertThat(probe.hash("h")).containsEntry("a", "1");
    assertThat(probe.commands().get("t:stream:deadletter")).isEqualTo("a string");
  }

  @Test
  void counterThatIsNoNumber_refusesAllOfIt() {
    probe.commands().hset("h", "n", "many");

    var outcome = execute(new Commit().set("s", "v", 10).hincrBy("h", "n", 1));

    assertThat(outcome).isInstanceOf(CommitOutcome.WrongType.class);
    assertThat(probe.commands().exists("s")).isZero();
  }

  @Test
  void killSwitchOtherThanAssumed_refusesAllOfIt() {
    probe.commands().set("kill", "1");
    var commit = new Commit().set("s", "v", 10).requireKill("kill", false);

    assertThat(execute(commit)).isEqualTo(new CommitOutcome.StateChanged(Map.of("kill", true)));
    assertThat(probe.commands().exists("s")).isZero();

    assertDone(new Commit().set("s", "v", 10).requireKill("kill", true));
    probe.commands().del("kill");
    assertThat(execute(new Commit().set("s", "w", 10).requireKill("kill", true)))
        .isEqualTo(new CommitOutcome.StateChanged(Map.of("kill", false)));
    assertDone(commit);
  }

  /** What anybody may have typed, and whether it stops the suite. */
  private static final Map<String, Boolean> SWITCHES =
      Map.ofEntries(
          Map.entry("", false),
          Map.entry("0", false),
          Map.entry("false", false),
          Map.entry("FALSE", false),
          Map.entry("Off", false),
          Map.entry("no", false),
          Map.entry("NO", false),
          Map.entry(" 0 ", false),
          Map.entry("0\n", false),
          Map.entry("\t off\r\n", false),
          Map.entry("   ", false),
          Map.entry("1", true),
          Map.entry("1\n", true),
          Map.entry("true", true),
          Map.entry("ON", true),
          Map.entry("yes", true),
          Map.entry("2", true),
          Map.entry("00", true),
          Map.entry("0.0", true),
          Map.entry("n", true),
          Map.entry("none", true),
          Map.entry("null", true),
          Map.entry("\"0\"", true),
          Map.entry("0 0", true),
          Map.entry("\u00a00", true),
          Map.entry("fal\u017fe", true),
          Map.entry("o\u0000ff", true),
          Map.entry("stop", true));

  @Test
  void killSwitch_meansTheSameInJavaAndInTheScript() {
    SWITCHES.forEach(
        (text, on) -> {
          probe.commands().set("kill", text);
          assertThat(KillSwitchText.isOn(text)).as("Java: '%s'", text).isEqualTo(on);
          assertThat(KillSwitch.isOn(redis, "kill")).as("read: '%s'", text).isEqualTo(on);
          assertThat(execute(new Commit().set("s", "v", 10).requireKill("kill", !on)))
              .as("script: '%s'", text)
              .isEqualTo(new CommitOutcome.StateChanged(Map.of("kill", on)));
        });
    probe.commands().del("kill");
    assertThat(KillSwitch.isOn(redis, "kill")).isFalse();
    assertThat(execute(new Commit().set("s", "v", 10).requireKill("kill", true)))
        .isEqualTo(new CommitOutcome.StateChanged(Map.of("kill", false)));
  }

  @Test
  void killSwitchThatIsNoString_countsAsOn() {
    probe.commands().sadd("kill", "1");

    assertThat(execute(new Commit().set("s", "v", 10).requireKill("kill", false)))
        .isEqualTo(new CommitOutcome.StateChanged(Map.of("kill", true)));
  }

  /** The value of {@code until}, and whether it is in force; 0 stands for a second ago. */
  private static final Map<String, Boolean> UNTILS =
      Map.ofEntries(
          Map.entry("", true),
          Map.entry("1000000000", false),
          Map.entry(" 1000000000.5 ", false),
          Map.entry("1000000000.", false),
          Map.entry("9999999999", true),
          Map.entry("9999999999.9", true),
          Map.entry("01000000000", true),
          Map.entry("1000000000000", true),
          Map.entry("1e9", true),
          Map.entry("-1", true),
          Map.entry("0x1", true),
          Map.entry("nan", true),
          Map.entry("2001-09-09T01:46:40Z", true),
          Map.entry("tomorrow", true));

  @Test
  void halt_meansTheSameInJavaAndInTheScript() {
    UNTILS.forEach(
        (until, on) -> {
          probe.commands().hset("halt", "until", until);
          assertThat(HaltSwitch.inForce(redis, "halt", System.currentTimeMillis()).isPresent())
              .as("read: '%s'", until)
              .isEqualTo(on);
          assertThat(execute(new Commit().set("s", "v", 10).requireHalt("halt", !on)))
              .as("script: '%s'", until)
              .isEqualTo(new CommitOutcome.StateChanged(Map.of("halt", on)));
        });
  }

  @Test
  void halt_withoutAnEndOrOfAnotherType_isInForce_andWithoutAKeyIsNot() {
    probe.commands().hset("halt", "reason", "news");
    probe.commands().set("pause", "");
    for (String key : List.of("halt", "pause")) {
      assertThat(HaltSwitch.inForce(redis, key, Long.MAX_VALUE)).isPresent();
      assertThat(execute(new Commit().set("s", "v", 10).requireHalt(key, false)))
          .isEqualTo(new CommitOutcome.StateChanged(Map.of(key, true)));
    }
    assertThat(HaltSwitch.inForce(redis, "none", 0)).isEmpty();
    assertDone(new Commit().set("s", "v", 10).requireHalt("none", false));
  }

  @Test
  void statesOtherThanAssumed_areAllTold() {
    probe.commands().set("kill", "1");
    probe.commands().hset("halt", "reason", "news");
    assertThat(
            execute(
                new Commit()
                    .set("s", "v", 10)
                    .requireKill("kill", false)
                    .requireHalt("halt", true)
                    .requireHalt("pause", true)))
        .isEqualTo(new CommitOutcome.StateChanged(Map.of("kill", true, "pause", false)));
    assertThat(probe.commands().exists("s")).isZero();
  }

  @Test
  void publishOnce_sameValue_isADuplicate() {
    var commit = new Commit().publishOnce("out", 10, Map.of("a", "1"), "mark", "position-1", 900);

    assertDone(commit);
    assertThat(execute(commit))
        .isEqualTo(new CommitOutcome.Done(List.of(new Published.Duplicate("mark"))));
    assertThat(probe.length("out")).isEqualTo(1);
    assertThat(probe.commands().ttl("mark")).isBetween(890L, 900L);
  }

  @Test
  void publishOnce_otherValue_isPublished() {
    assertDone(new Commit().publishOnce("out", 10, Map.of("a", "1"), "mark", "position-1", 900));
    assertDone(new Commit().publishOnce("out", 10, Map.of("a", "1"), "mark", "position-2", 900));

    assertThat(probe.length("out")).isEqualTo(2);
    assertThat(probe.commands().get("mark")).isEqualTo("position-2");
  }

  @Test
  void hooks_seeTheOutcomeOfTheirOwnPublish() {
    probe.commands().set("mark", "p");
    List<Object> seen = new ArrayList<>();

    assertDone(
        new Commit()
            .publish("out", 10, Map.of("a", "1"))
            .afterwards(seen::add)
            .publishOnce("out", 10, Map.of("a", "2"), "mark", "p", 9)
            .afterwards(seen::add)
            .afterwards(() -> seen.add("end")));

    assertThat(seen).hasSize(3);
    assertThat(seen.get(0)).isInstanceOf(Published.Entry.class);
    assertThat(seen.subList(1, 3)).containsExactly(new Published.Duplicate("mark"), "end");
  }

  @Test
  void hsetIf_goneOrOtherValue_writesNothing() {
    var late = new Commit().hsetIf("p", "position_id", "one", Map.of("R_net", "2"), 60);

    assertDone(late);
    assertThat(probe.commands().exists("p")).isZero();

    probe.commands().hset("p", "position_id", "two");
    assertDone(late);
    assertThat(probe.hash("p")).isEqualTo(Map.of("position_id", "two"));

    probe.commands().hset("p", "position_id", "one");
    assertDone(late);
    assertThat(probe.hash("p")).containsEntry("R_net", "2");
    assertThat(probe.commands().ttl("p")).isBetween(50L, 60L);
  }

  @Test
  void hsetIf_afterDelInTheSameCommit_doesNotRecreate() {
    probe.commands().hset("p", "position_id", "one");

    assertDone(new Commit().del("p").hsetIf("p", "position_id", "one", Map.of("R_net", "2"), 60));

    assertThat(probe.commands().exists("p")).isZero();
  }

  @Test
  void delIf_onlyWithThatValue_deletes() {
    probe.commands().hset("p", "position_id", "two");

    assertDone(new Commit().delIf("p", "position_id", "one"));
    assertThat(probe.commands().exists("p")).isEqualTo(1);

    assertDone(new Commit().delIf("p", "position_id", "two"));
    assertThat(probe.commands().exists("p")).isZero();
  }

  @Test
  void deadLetter_keepsFieldsOfTheEntry() {
    var entry = new StreamEntry("in", "g", "c", "5-1", Map.of("qty", "abc", "id", "own"), false);

    assertDone(new Commit().deadLetter(entry, "qty is\nnot a number"));

    assertThat(probe.entries("t:stream:deadletter"))
        .containsExactly(
            Map.of(
                "stream", "in",
                "id", "5-1",
                "consumer", "g:c",
                "error", "qty is not a number",
                "qty", "abc",
                "original.id", "own"));
  }

  @Test
  void hashesAndBatchesOfAnySize_fitIntoOneCommit() {
    probe
        .commands()
        .xgroupCreate(StreamOffset.from("in", "0"), "g", XGroupCreateArgs.Builder.mkstream());
    Map<String, String> many = new LinkedHashMap<>();
    var commit = new Commit();
    for (int i = 0; i < 5_000; i++) {
      many.put("f" + i, "v");
      commit.ack(new StreamEntry("in", "g", "c", "1-" + i, Map.of(), false));
    }
    assertDone(commit.hset("h", many).hdel("h", many.keySet().stream().skip(1).toList()));

    assertThat(probe.hash("h")).isEqualTo(Map.of("f0", "v"));
  }

  @Test
  void scriptThatRedisForgot_isSentAgain() {
    assertDone(new Commit().set("s", "1", 10));
    probe.commands().scriptFlush();

    assertDone(new Commit().set("s", "2", 10));

    assertThat(probe.commands().get("s")).isEqualTo("2");
  }

  @Test
  void redisOutOfMemory_writesNothingAtAll() {
    probe.commands().hset("victim", "a", "1");
    probe.commands().configSet("maxmemory", "1");
    try {
      assertThat(catchThrowable(() -> execute(new Commit().del("victim").set("s", "v", 10))))
          .isInstanceOf(RedisUnavailable.class);
    } finally {
      probe.commands().configSet("maxmemory", "0");
    }
    assertThat(probe.commands().keys("*")).containsExactly("victim");
  }
}
