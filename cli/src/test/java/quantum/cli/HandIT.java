package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.cli.Stage.Shown;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import tools.jackson.databind.JsonNode;

/** The verbs that act, by what they leave in Redis; system-tests carry them out at an exchange. */
class HandIT {
  private static final Symbol BTC = Symbol.of("BTCUSDT");

  private Stage stage;
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> others = new ArrayList<>();

  @BeforeEach
  void open() {
    stage = new Stage();
  }

  @AfterEach
  void close() throws InterruptedException {
    ended();
    stage.close();
  }

  private void ended() throws InterruptedException {
    over.set(true);
    for (Thread other : others) {
      other.join();
    }
  }

  private Map<String, String> halt() {
    return stage.redis.hash("quantum:halt");
  }

  private Map<String, String> pause() {
    return stage.redis.hash("quantum:pause:BTCUSDT");
  }

  // ---- asking

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pause BTCUSDT",
        "unpause BTCUSDT",
        "halt news",
        "resume",
        "kill on",
        "kill off",
        "flatten",
        "close BTCUSDT 50",
        "flatten --json"
      })
  void withoutATerminalAndWithoutYes_isNotDone_andSaysSo(String line) {
    stage.allRunning();
    stage.position("BTCUSDT", "90000", "91000", Map.of());
    List<String> before = keys();

    Shown shown = stage.run(line.split(" "));

    assertThat(shown.code()).isEqualTo(64);
    assertThat(shown.err()).contains("Nothing was done").contains("--yes");
    assertThat(keys()).isEqualTo(before);
  }

  private List<String> keys() {
    return stage.redis.commands().keys("*").stream().sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({"y, true", "YES, true", "n, false", "'', false", "yep, false"})
  void whoIsAsked_decides(String answer, boolean done) {
    Shown shown = stage.answering(answer, "halt", "news", "at", "2");

    assertThat(shown.out()).contains("This will halt the account").contains("Do it? [y/N]");
    assertThat(shown.code()).isEqualTo(done ? 0 : 1);
    assertThat(halt().isEmpty()).isEqualTo(!done);
    assertThat(shown.out()).contains(done ? "halted" : "Nothing was done");
  }

  @ParameterizedTest
  @CsvSource({
    "close BTCUSDT 0, PCT must be",
    "close BTCUSDT 101, PCT must be",
    "close BTCUSDT half, PCT must be",
    "pause BTC/USDT, SYMBOL",
    "halt --until yesterday, --until must be a time",
    "halt --until 2001-01-01, must be in the future",
    "kill maybe, Invalid value",
    "flatten --timeout 0, --timeout must be 1 to 600"
  })
  void wrongWord_isNamed(String line, String says) {
    List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
    words.add("--yes");
    Shown shown = stage.run(words.toArray(String[]::new));
    assertThat(shown.code()).isEqualTo(64);
    assertThat(shown.err()).contains(says);
    assertThat(keys()).isEmpty();
  }

  // ---- the states

  @Test
  void halt_standsWithWhoAndWhy_isShownEverywhere_andEndsByResume() {
    stage.allRunning();
    stage.price("BTCUSDT", "90000", 1_000);
    assertThat(stage.run("halt", "news", "at", "2", "--yes").code()).isZero();

    assertThat(halt()).containsEntry("reason", "news at 2").containsEntry("scope", "account");
    assertThat(halt().get("by")).endsWith(" quantum halt").contains("@");
    assertThat(halt()).doesNotContainKey("until");
    assertThat(stage.run("status").out()).containsPattern("entries +HALTED: since .*news at 2, by");
    assertThat(stage.run("status", "--json").json().get("halt").get("reason").asString())
        .isEqualTo("news at 2");
    assertThat(stage.run("positions").out()).contains("no entries: halted");
    assertThat(stage.run("verify", "--json").out()).contains("no entry is executed: halted");
    assertThat(stage.run("doctor", "--json").out()).contains("no entry is executed: halted");
    assertThat(stage.run("inspect", "BTCUSDT").out()).contains("no entry is executed: halted");

    Shown resumed = stage.run("resume", "--yes", "--json");
    assertThat(resumed.code()).isZero();
    assertThat(resumed.json().get("did").toString()).contains("news at 2");
    assertThat(halt()).isEmpty();
    assertThat(stage.run("status").out()).containsPattern("entries +executed");
  }

  @Test
  void haltUntil_replacesTheOneBefore_whateverItWas() {
    stage.redis.commands().set("quantum:halt", "1");
    assertThat(stage.run("status").out()).contains("HALTED");
    stage.run("halt", "--until", "90m", "--yes");
    long until = EventTime.parseMillis(halt().get("until"));
    assertThat(until - System.currentTimeMillis()).isBetween(5_300_000L, 5_400_000L);
    stage.run("halt", "for", "good", "--yes");
    assertThat(halt()).doesNotContainKey("until");
    stage.run("halt", "--until", "2100-01-01T00:00:00Z", "--yes");
    assertThat(halt()).containsEntry("until", "4102444800");
  }

  @Test
  void haltWhoseTimeIsOver_isNoneAnyMore() {
    Halt over = new Halt("news", 1, "ann", OptionalLong.of(2), Halt.ACCOUNT);
    stage.redis.commands().hset("quantum:halt", over.encode());
    assertThat(stage.run("status").out()).containsPattern("entries +executed");
    assertThat(stage.run("status", "--json").json().has("halt")).isFalse();
  }

  @Test
  void pause_isOfItsSymbolAlone_andEndsByUnpause() {
    stage.allRunning();
    stage.position("BTCUSDT", "90000", "91000", Map.of());
    assertThat(stage.run("pause", "btcusdt", "I", "watch", "--yes").code()).isZero();

    assertThat(pause()).containsEntry("reason", "I watch").containsEntry("scope", "BTCUSDT");
    assertThat(stage.run("status").out()).containsPattern("paused +BTCUSDT since");
    assertThat(stage.run("positions").out()).contains("BTCUSDT is paused since");
    Shown inspected = stage.run("inspect", "BTCUSDT", "--json");
    assertThat(inspected.json().get("reasons").toString()).contains("PAUSED");
    assertThat(inspected.json().get("pause").get("reason").asString()).isEqualTo("I watch");
    assertThat(stage.run("resume", "--yes").out()).contains("BTCUSDT stays paused");

    assertThat(stage.run("unpause", "BTCUSDT", "--yes").out()).contains("no longer paused");
    assertThat(pause()).isEmpty();
    assertThat(stage.run("unpause", "BTCUSDT", "--yes").out()).contains("was not paused");
  }

  @Test
  void kill_isSetWhereHarvestBrainLooks() {
    stage.settings("harvest-brain", Map.of("HARVEST_KILL_SWITCH_KEY", "quantum:mine"));
    stage.run("kill", "on", "--yes");
    assertThat(stage.redis.commands().get("quantum:mine")).isEqualTo("1");
    assertThat(stage.run("kill", "off", "--yes").out()).contains("quantum:mine is off");
    assertThat(stage.redis.commands().exists("quantum:mine", "quantum:kill")).isZero();
  }

  // ---- users

  @Test
  void operatorsUser_mayDoAllOfIt() {
    stage.allRunning();
    for (String line :
        List.of("pause BTCUSDT", "unpause BTCUSDT", "halt news", "resume", "kill on", "kill off")) {
      Shown shown = stage.runAs("quantum-operator", (line + " --yes").split(" "));
      assertThat(shown.code()).as(line + shown.out() + shown.err()).isZero();
    }
    applyLayer(this::answerFlat);
    Shown flat = stage.runAs("quantum-operator", "flatten", "--yes");
    assertThat(flat.code()).as(flat.out() + flat.err()).isZero();
  }

  @Test
  void readingUser_isTold_andNothingIsHalfDone() {
    for (String line : List.of("pause BTCUSDT", "halt news", "resume", "kill on", "flatten")) {
      Shown shown = stage.runAs("quantum-readonly", (line + " --yes").split(" "));
      assertThat(shown.code()).as(line).isEqualTo(1);
      assertThat(shown.err()).as(line).contains("Redis refuses").contains("NOPERM");
    }
    assertThat(keys()).isEmpty();
  }

  // ---- what apply-layer answers

  /** Stands in for apply-layer: what it would do is the matter of its own tests. */
  private void applyLayer(Consumer<Redis> each) {
    others.add(
        Thread.ofPlatform()
            .start(
                () -> {
                  try (Redis redis =
                      Redis.connect(stage.server.settings("quantum"), "apply-layer-stand-in")) {
                    while (!over.get()) {
                      each.accept(redis);
                      Thread.onSpinWait();
                    }
                  }
                }));
  }

  private static Optional<Flatten> order(Redis redis) {
    return Flatten.decode(redis.commands().hgetall("quantum:flatten"))
            instanceof Decoded.Ok<Optional<Flatten>>(Optional<Flatten> order, _)
        ? order.filter(now -> !now.isOver())
        : Optional.empty();
  }

  private void answerFlat(Redis redis) {
    order(redis)
        .ifPresent(
            now ->
                redis
                    .commands()
                    .hset(
                        "quantum:flatten",
                        now.with(
                                List.of(
                                    new Flatten.Outcome(
                                        BTC, Flatten.State.FLAT, "0", "closed LONG 1.5")),
                                OptionalLong.of(System.currentTimeMillis()))
                            .encodeProgress()));
  }

  @Test
  void flatten_haltsAndOrders_andTellsWhatBecameOfIt() {
    stage.allRunning();
    stage.position("BTCUSDT", "90000", "91000", Map.of());
    applyLayer(this::answerFlat);

    Shown shown = stage.run("flatten", "--reason", "news", "--yes");

    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("BTCUSDT is flat (closed LONG 1.5)")
        .contains("quantum resume");
    assertThat(halt()).containsEntry("reason", "flatten: news");
    assertThat(stage.redis.hash("quantum:flatten"))
        .containsEntry("symbols", "*")
        .containsEntry("reason", "news")
        .containsKey("ended");
    assertThat(stage.run("status").out()).containsPattern("flatten +done").contains("BTCUSDT flat");
  }

  @Test
  void flattenThatIsNotDoneInTime_isWrong_andGoesOn() throws InterruptedException {
    stage.allRunning();
    applyLayer(
        redis ->
            order(redis)
                .ifPresent(
                    now ->
                        redis
                            .commands()
                            .hset(
                                "quantum:flatten",
                                now.with(
                                        List.of(
                                            new Flatten.Outcome(
                                                BTC, Flatten.State.OPEN, "LONG 1", "-1001 busy")),
                                        OptionalLong.empty())
                                    .encodeProgress())));

    Shown shown = stage.run("flatten", "BTCUSDT", "--timeout", "1", "--yes", "--json");

    assertThat(shown.code()).isEqualTo(1);
    JsonNode flatten = shown.json().get("flatten");
    assertThat(flatten.get("over").asBoolean()).isFalse();
    assertThat(flatten.get("symbols").get(0).get("state").asString()).isEqualTo("open");
    assertThat(shown.json().get("could_not").toString()).contains("not flat after 1 s");
    assertThat(stage.redis.hash("quantum:flatten")).containsEntry("symbols", "BTCUSDT");
    assertThat(stage.run("status").code()).isEqualTo(1);
    ended(); // apply-layer writes of an order that is there, this stand-in of one that it saw
    assertThat(stage.run("resume", "--yes").out()).contains("is given up");
    assertThat(stage.redis.commands().exists("quantum:flatten")).isZero();
  }

  private void answerClose(Redis redis, Map<String, String> more) {
    var plans =
        redis.commands().xrange("quantum:stream:apply.plan", io.lettuce.core.Range.unbounded());
    long answered = redis.commands().xlen("quantum:stream:apply.result");
    if (plans.size() > answered) {
      Map<String, String> plan = plans.getLast().getBody();
      Map<String, String> result = new java.util.HashMap<>();
      result.put("plan_id", plan.get("plan_id"));
      result.put("symbol", plan.get("symbol"));
      result.put("action", plan.get("action"));
      result.put("source", "apply_layer");
      result.putAll(more);
      redis.commands().xadd("quantum:stream:apply.result", result);
    }
  }

  @Test
  void close_isAPlanOfTheTraders_andTellsPriceAndQuantity() {
    stage.allRunning();
    stage.position("BTCUSDT", "90000", "91000", Map.of());
    applyLayer(
        redis ->
            answerClose(
                redis,
                Map.of(
                    "status", "FILLED",
                    "executed", "True",
                    "reduceOnly", "True",
                    "side", "SELL",
                    "filled_qty", "0.75",
                    "price", "91000.5",
                    "realized_pnl", "750.38",
                    "position_qty_after", "0.75")));

    Shown shown = stage.run("close", "BTCUSDT", "50", "--yes");

    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("closed 0.75 BTCUSDT at 91000.5").contains("left 0.75");
    Map<String, String> plan = stage.redis.entries("quantum:stream:apply.plan").getFirst();
    assertThat(plan)
        .containsEntry("source", "trader")
        .containsEntry("action", "PARTIAL_50")
        .containsEntry("side", "SELL")
        .containsEntry("position_id", "idbtcusdt");
    assertThat(plan.get("steps")).contains("50");
    assertThat(plan.get("reason")).startsWith("by ").endsWith(" quantum close");
    Shown json = stage.run("close", "BTCUSDT", "--yes", "--json");
    assertThat(json.json().get("result").get("price").asString()).isEqualTo("91000.5");
    assertThat(stage.redis.entries("quantum:stream:apply.plan").getLast())
        .containsEntry("action", "FULL_CLOSE_PROPOSED");
  }

  @Test
  void closeThatIsRefused_saysWhy_unansweredCannotTell() {
    stage.allRunning();
    stage.position("BTCUSDT", "90000", "91000", Map.of());
    Shown silent = stage.run("close", "BTCUSDT", "--timeout", "1", "--yes");
    assertThat(silent.code()).isEqualTo(2);
    assertThat(silent.err()).contains("no result in 1 s").contains("plan_id=");

    stage.redis.commands().del("quantum:stream:apply.plan");
    applyLayer(
        redis -> answerClose(redis, Map.of("status", "SKIPPED", "error", "SKIP_STALE_PLAN")));
    Shown skipped = stage.run("close", "BTCUSDT", "--yes");
    assertThat(skipped.code()).isEqualTo(1);
    assertThat(skipped.err()).contains("BTCUSDT was not closed: SKIPPED SKIP_STALE_PLAN");
  }

  @Test
  void close_whereNothingIsOpen_orNobodyWouldDoIt_sendsNothing() {
    assertThat(stage.run("close", "BTCUSDT", "--yes").err()).contains("no position of BTCUSDT");
    stage.position("BTCUSDT", "90000", "91000", Map.of());
    Shown nobody = stage.run("close", "BTCUSDT", "--yes");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.err()).contains("apply-layer gives no sign of life");
    assertThat(stage.redis.commands().exists("quantum:stream:apply.plan")).isZero();
  }
}
