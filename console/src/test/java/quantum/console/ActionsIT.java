package quantum.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Decoded;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.contracts.Names;
import quantum.contracts.PlanAction;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** What can be done from the page, and by whom. The Redis users are those that are shipped. */
class ActionsIT {
  private static final Names NAMES = new Names("quantum");
  private static final Symbol BTC = Symbol.of("BTCUSDT");

  private final RedisServer redis = RedisServer.shared();
  private final StreamProbe probe = new StreamProbe(redis);
  private ConsoleStage stage;

  private void open(boolean actions) {
    probe.flush();
    Map<String, String> env = new HashMap<>();
    env.put("CONSOLE_TOKEN", ConsoleStage.TOKEN);
    if (actions) {
      env.put("CONSOLE_ACTIONS", "true");
      env.put("CONSOLE_ACTIONS_REDIS_URL", AclFile.enable(redis, probe, "quantum-console-actions"));
    }
    stage = new ConsoleStage(redis, AclFile.enable(redis, probe, "quantum-console"), env);
    new SampleAccount(stage.redis).everything();
    stage.await("read", () -> stage.rows("positions").has("BTCUSDT"));
  }

  @AfterEach
  void close() {
    stage.close();
    probe.close();
  }

  @Test
  void off_nothingIsDone_whateverTheToken() {
    open(false);
    for (String verb :
        new String[] {"pause", "unpause", "close", "halt", "resume", "flatten", "kill"}) {
      HttpResponse<String> answer =
          stage.act(verb, "{\"symbol\":\"BTCUSDT\",\"typed\":\"BTCUSDT\",\"percent\":\"100\"}");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("CONSOLE_ACTIONS");
    }
    assertThat(probe.commands().exists(NAMES.pause(BTC), NAMES.halt(), NAMES.kill())).isZero();
  }

  @Test
  void withoutTokenOrFromAnotherSite_nothingIsDone() {
    open(true);
    String body = "{\"symbol\":\"BTCUSDT\",\"typed\":\"BTCUSDT\"}";
    String path = "/api/v1/actions/pause";
    String right = "Bearer " + ConsoleStage.TOKEN;
    assertThat(stage.post(path, body).statusCode()).isEqualTo(401);
    assertThat(stage.post(path, body, "Authorization", "Bearer x").statusCode()).isEqualTo(401);
    assertThat(
            stage
                .post(path, body, "Authorization", right, "Origin", "https://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            stage
                .post(path, body, "Authorization", right, "Sec-Fetch-Site", "cross-site")
                .statusCode())
        .isEqualTo(403);
    assertThat(stage.get(path, "Authorization", right).statusCode()).isEqualTo(404);
    assertThat(probe.commands().exists(NAMES.pause(BTC))).isZero();
    assertThat(
            stage
                .post(
                    path,
                    body,
                    "Authorization",
                    right,
                    "Origin",
                    "http://localhost:" + stage.server.port(),
                    "Sec-Fetch-Site",
                    "same-origin")
                .statusCode())
        .isEqualTo(200);
    assertThat(probe.commands().exists(NAMES.pause(BTC))).isEqualTo(1);
  }

  @Test
  void typedWord_mustBeTheSymbol() {
    open(true);
    HttpResponse<String> answer =
        stage.act("pause", "{\"symbol\":\"BTCUSDT\",\"typed\":\"ETHUSDT\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("typed must be BTCUSDT");
    assertThat(stage.act("flatten", "{\"typed\":\"\"}").statusCode()).isEqualTo(400);
    assertThat(stage.act("halt", "[]").statusCode()).isEqualTo(400);
    assertThat(stage.act("halt", "{\"typed\":").statusCode()).isEqualTo(400);
    assertThat(stage.act("kill", "{\"typed\":\"KILL\"}").body()).contains("on must be");
    assertThat(probe.commands().exists(NAMES.pause(BTC), NAMES.halt(), NAMES.kill())).isZero();
  }

  @Test
  void pause_isTheStateThatTheCommandWrites_withWhoAndWhen() {
    open(true);
    stage.act("pause", "{\"symbol\":\"btcusdt\",\"typed\":\"btcusdt\",\"reason\":\"news\\n<b>\"}");
    Halt pause = halt(probe.hash(NAMES.pause(BTC)));
    assertThat(pause.reason()).isEqualTo("news <b>");
    assertThat(pause.by()).startsWith("console@").endsWith(" quantum pause");
    assertThat(pause.scope()).isEqualTo("BTCUSDT");
    assertThat(pause.sinceMillis()).isCloseTo(System.currentTimeMillis(), offset(30_000));
    stage.await("shown", () -> stage.rows("positions").path("BTCUSDT").has("paused"));
    stage.act("unpause", "{\"symbol\":\"BTCUSDT\",\"typed\":\"BTCUSDT\"}");
    assertThat(probe.commands().exists(NAMES.pause(BTC))).isZero();
  }

  private static org.assertj.core.data.Offset<Long> offset(long millis) {
    return org.assertj.core.data.Offset.offset(millis);
  }

  private static Halt halt(Map<String, String> hash) {
    return Halt.decode(hash) instanceof Decoded.Ok<Optional<Halt>>(Optional<Halt> halt, _)
        ? halt.orElseThrow()
        : null;
  }

  @Test
  void haltKillAndFlatten_areSetAndCleared() {
    open(true);
    assertThat(stage.act("halt", "{\"typed\":\"HALT\",\"reason\":\"cpi\"}").statusCode())
        .isEqualTo(200);
    assertThat(halt(probe.hash(NAMES.halt())).scope()).isEqualTo(Halt.ACCOUNT);
    stage.act("resume", "{\"typed\":\"RESUME\"}");
    assertThat(probe.commands().exists(NAMES.halt())).isZero();
    stage.act("kill", "{\"typed\":\"KILL\",\"on\":true}");
    assertThat(probe.commands().get(NAMES.kill())).isEqualTo("1");
    stage.act("kill", "{\"typed\":\"KILL\",\"on\":false}");
    assertThat(probe.commands().exists(NAMES.kill())).isZero();
    assertThat(stage.act("flatten", "{\"typed\":\"FLATTEN\",\"reason\":\"r\"}").body())
        .contains("everything is being closed");
    assertThat(
            Flatten.decode(probe.hash(NAMES.flatten()))
                    instanceof Decoded.Ok<Optional<Flatten>>(Optional<Flatten> order, _)
                && order.isPresent())
        .isTrue();
    assertThat(probe.commands().exists(NAMES.halt())).isEqualTo(1);
  }

  @Test
  void close_isAPlanLikeTheCommands_andItsResultIsTold() throws Exception {
    open(true);
    long before = probe.length(NAMES.applyPlan());
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () ->
                stage.act(
                    "close", "{\"symbol\":\"BTCUSDT\",\"typed\":\"BTCUSDT\",\"percent\":\"50\"}"));
    stage.await("the plan stands", () -> probe.length(NAMES.applyPlan()) == before + 1);
    Map<String, String> fields = newestPlan();
    ApplyPlan.Close plan =
        (ApplyPlan.Close) ((Decoded.Ok<ApplyPlan>) ApplyPlan.decode(fields, "1-0")).value();
    assertThat(plan.action()).isEqualTo(PlanAction.PARTIAL_50);
    assertThat(plan.header().source()).isEqualTo(ApplyPlan.TRADER);
    assertThat(plan.header().reason()).startsWith("by console@");
    assertThat(plan.header().positionId()).isPresent();
    filled(plan.header().planId().value(), "FILLED", "0.07", "");
    assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
    assertThat(answer.get().body()).contains("closed 0.07 BTCUSDT at 101000");
  }

  /** A newer harvest-brain may show what this console does not understand. */
  @Test
  void killSwitch_isThrown_whateverElseHarvestBrainShows() {
    open(true);
    probe
        .commands()
        .hset(NAMES.settings("harvest-brain"), Map.of("HARVEST_POLICY", "of_next_year"));
    assertThat(stage.act("kill", "{\"typed\":\"KILL\",\"on\":true}").statusCode()).isEqualTo(200);
    assertThat(probe.commands().get(NAMES.kill())).isEqualTo("1");
  }

  private static String half(String request) {
    return "{\"symbol\":\"BTCUSDT\",\"typed\":\"BTCUSDT\",\"percent\":\"50\",\"request_id\":\""
        + request
        + "\"}";
  }

  /** The answer was lost on its way, and the trader presses the button again. */
  @Test
  void closeThatIsSentAgain_isCarriedOutOnce_andItsResultToldAgain() throws Exception {
    open(true);
    long before = probe.length(NAMES.applyPlan());
    CompletableFuture<HttpResponse<String>> lost =
        CompletableFuture.supplyAsync(() -> stage.act("close", half("0f8fad5b-d9cb")));
    stage.await("the plan stands", () -> probe.length(NAMES.applyPlan()) == before + 1);

    // a close that waits for its result holds back nothing else
    assertThat(stage.act("halt", "{\"typed\":\"HALT\",\"reason\":\"news\"}").statusCode())
        .isEqualTo(200);
    assertThat(lost).isNotDone();

    String plan = newestPlan().get("plan_id");
    filled(plan, "FILLED", "0.07", "");
    assertThat(lost.get().body()).contains("closed 0.07 BTCUSDT");
    filled(plan, "SKIPPED", "0", "SKIP_DUPLICATE");
    HttpResponse<String> again = stage.act("close", half("0f8fad5b-d9cb"));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).contains("closed 0.07 BTCUSDT at 101000");
    assertThat(probe.length(NAMES.applyPlan())).isEqualTo(before + 1);

    CompletableFuture<HttpResponse<String>> another =
        CompletableFuture.supplyAsync(() -> stage.act("close", half("another-one-1")));
    stage.await("another plan", () -> probe.length(NAMES.applyPlan()) == before + 2);
    assertThat(newestPlan().get("plan_id")).isNotEqualTo(plan);
    filled(newestPlan().get("plan_id"), "FILLED", "0.03", "");
    assertThat(another.get().body()).contains("closed 0.03 BTCUSDT");
    assertThat(stage.act("close", half("x")).statusCode()).isEqualTo(400);
  }

  private Map<String, String> newestPlan() {
    return probe
        .commands()
        .xrevrange(NAMES.applyPlan(), Range.unbounded(), io.lettuce.core.Limit.from(1))
        .getFirst()
        .getBody();
  }

  private void filled(String plan, String status, String qty, String error) {
    probe.xadd(
        NAMES.applyResult(),
        Map.ofEntries(
            Map.entry("plan_id", plan),
            Map.entry("symbol", "BTCUSDT"),
            Map.entry("action", "PARTIAL_50"),
            Map.entry("status", status),
            Map.entry("executed", "True"),
            Map.entry("reduceOnly", "True"),
            Map.entry("filled_qty", qty),
            Map.entry("price", "101000"),
            Map.entry("error", error),
            Map.entry("source", "apply_layer"),
            Map.entry("timestamp", "1764300000")));
  }

  @Test
  void close_ofWhatIsNotOpen_orWithoutApplyLayer_sendsNothing() {
    open(true);
    long before = probe.length(NAMES.applyPlan());
    assertThat(
            stage
                .act("close", "{\"symbol\":\"XRPUSDT\",\"typed\":\"XRPUSDT\",\"percent\":\"50\"}")
                .body())
        .contains("no position of XRPUSDT is known");
    assertThat(
            stage
                .act("close", "{\"symbol\":\"BTCUSDT\",\"typed\":\"BTCUSDT\",\"percent\":\"0\"}")
                .statusCode())
        .isEqualTo(400);
    probe.commands().del(NAMES.health("apply-layer"));
    HttpResponse<String> answer =
        stage.act("close", "{\"symbol\":\"BTCUSDT\",\"typed\":\"BTCUSDT\",\"percent\":\"50\"}");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("no sign of life");
    assertThat(probe.length(NAMES.applyPlan())).isEqualTo(before);
  }

  @Test
  void readingUser_mayWriteNothing_andRefusesNothing() {
    open(true);
    stage.rows("account");
    stage.json("/api/v1/position/BTCUSDT");
    assertThat(AclFile.refused(probe)).isEmpty();
  }
}
