package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.demo.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** ops/*.sh against a running suite. */
class OperatorsScriptsIT {
  private static final String BRAIN = "quantum-harvest-brain";
  private static final String GROUP = "harvest_brain";
  private static final JsonMapper JSON = new JsonMapper();

  /** Scripts by the verb of the command that they call. */
  private static final Map<String, String> VERBS =
      Map.of(
          "inspect.sh", "inspect",
          "verify_harvest_system.sh", "verify",
          "monitor_harvest_brain.sh", "watch",
          "fix_harvest_brain_offset.sh", "fix-offset",
          "harvest_brain_rollback.sh", "rollback",
          "test_harvest_brain.sh", "test-brain",
          "harvest_brain_proof.sh", "proof",
          "proof_pack_harvest_proposal.sh", "prove-publisher",
          "configure_redis.sh", "configure-redis");

  private static Chain chain;

  @TempDir static Path home;

  @TempDir Path folder;

  /** Where the scripts are. */
  private static Path ops;

  private static Path withoutRedisCli;

  private record Run(int exitCode, String output) {}

  @BeforeAll
  static void start() throws IOException {
    ops = InstalledOps.in(home);
    withoutRedisCli = Files.createDirectories(home.resolve("without"));
    Path none = withoutRedisCli.resolve("redis-cli");
    Files.writeString(none, "#!/bin/sh\necho redis-cli was called\nkill $PPID\n");
    assertThat(none.toFile().setExecutable(true)).isTrue();
    chain =
        Chain.start(
            "operators",
            Set.of("VERIFYUSDT", "SHADOWUSDT", "BACKLOGUSDT"),
            Map.of(
                Suite.HARVEST_BRAIN, Map.of("KILL_REFERENCE", "off"),
                Suite.EXITBRAIN, Map.of("KILL_REFERENCE", "off")));
  }

  @AfterAll
  static void stop() {
    chain.close();
  }

  private static Run run(Map<String, String> env, Path script, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("REDIS_URL", chain.suite().redisUri());
    builder.environment().put("QUANTUM_NAMESPACE", "quantum");
    builder.environment().putAll(env);
    // one that fails whoever calls it
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().put("PATH", withoutRedisCli + ":" + path);
    Process process = builder.redirectInput(new java.io.File("/dev/null")).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
    return new Run(process.exitValue(), output);
  }

  private static Run run(String script, String... options) throws Exception {
    return run(Map.of(), ops.resolve(script), options);
  }

  private static Map<String, String> with(Systemctl systemctl) {
    return Map.of("PATH", systemctl.folder() + ":" + System.getenv("PATH"));
  }

  /** Does to the real harvest-brain what systemd would do. */
  private static BiPredicate<String, String> brain() {
    return (action, unit) -> {
      if (!unit.equals(BRAIN)) {
        return false;
      }
      if (!action.equals("start")) {
        chain.suite().terminate(Suite.HARVEST_BRAIN);
      }
      if (!action.equals("stop")) {
        chain.suite().startAgain(Suite.HARVEST_BRAIN);
      }
      return true;
    };
  }

  private static String verdict(JsonNode report, String check) {
    return report
        .get("checks")
        .valueStream()
        .filter(row -> row.get("name").asString().equals(check))
        .map(row -> row.get("verdict").asString())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check " + check + " in " + report));
  }

  @Test
  void verifyMonitorAndProof_seeWhatTheSuiteDid() throws Exception {
    chain.open("VERIFYUSDT", "4", "100", "98");
    chain.price("VERIFYUSDT", "105");
    chain.awaitResult("VERIFYUSDT", fields -> "PARTIAL_25".equals(fields.get("action")));
    chain.settle();

    Run verify = run("verify_harvest_system.sh", "--json");
    assertThat(verify.exitCode()).as(verify.output()).isZero();
    JsonNode report = JSON.readTree(verify.output());
    for (String check :
        List.of(
            "Redis",
            "append-only file",
            "no eviction",
            "consumer groups",
            "plans answered",
            "executed once",
            "exits reduceOnly",
            "CLOSE activity",
            "positions")) {
      assertThat(verdict(report, check)).as(check).isEqualTo("PASS");
    }
    // market-state may say degraded: nobody has a past of made-up symbols
    assertThat(verdict(report, "core services")).isIn("PASS", "WARN");
    assertThat(report.get("results").valueStream())
        .anySatisfy(
            row -> {
              assertThat(row.get("action").asString()).isEqualTo("PARTIAL_25");
              assertThat(row.get("status").asString()).isEqualTo("FILLED");
              assertThat(row.get("count").asInt()).isPositive();
            });
    assertThat(report.get("positions").valueStream())
        .anySatisfy(
            row -> {
              assertThat(row.get("symbol").asString()).isEqualTo("VERIFYUSDT");
              assertThat(row.get("qty").decimalValue()).isEqualByComparingTo("3");
              assertThat(row.get("stop_loss").decimalValue()).isEqualByComparingTo("100.2");
            });
    assertThat(run("verify_harvest_system.sh").output())
        .contains("Plans by action and source", "PARTIAL_25", "VERIFYUSDT");

    Run monitor = run("monitor_harvest_brain.sh", "--once", "--json");
    assertThat(monitor.exitCode()).as(monitor.output()).isZero();
    JsonNode seen = JSON.readTree(monitor.output());
    assertThat(seen.get("services").get("harvest-brain").get("state").asString())
        .isEqualTo("running");
    assertThat(seen.get("kill_switch").asString()).isEqualTo("off");
    assertThat(monitor.output().lines()).as("one look is one line").hasSize(1);
    assertThat(seen.get("positions").toString()).contains("VERIFYUSDT");
    assertThat(seen.get("asked").toString()).contains("HARVEST_PARTIAL_25");
    assertThat(run("monitor_harvest_brain.sh", "--once").output())
        .contains("harvest-brain", "price.update", "VERIFYUSDT", "HARVEST_PARTIAL_25");

    Run proof = run("harvest_brain_proof.sh", "--mode", "live", "--no-systemd");
    assertThat(proof.exitCode()).as(proof.output()).isZero();
    assertThat(proof.output().lines().filter(line -> line.contains("| PASS |"))).hasSize(7);
    Run wrong = run("harvest_brain_proof.sh", "--mode", "shadow", "--no-systemd");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.output()).containsPattern("mode respected +\\| FAIL");

    chain.probe().commands().configSet("appendonly", "no");
    Run strict = run("verify_harvest_system.sh", "--strict");
    chain.probe().commands().configSet("appendonly", "yes");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.output()).containsPattern("append-only file +\\| WARN");
  }

  @Test
  void verify_ofADamagedState_fails() throws Exception {
    // the reconciliation takes it out again: somebody who keeps writing it is needed
    AtomicBoolean ended = new AtomicBoolean();
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              while (!ended.get()) {
                chain.probe().commands().sadd("quantum:positions:open", "GHOSTUSDT");
                LockSupport.parkNanos(20_000_000);
              }
            });
    Run verify = run("verify_harvest_system.sh");
    ended.set(true);
    writer.join();
    chain.probe().commands().srem("quantum:positions:open", "GHOSTUSDT");
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.output()).containsPattern("positions +\\| FAIL .*GHOSTUSDT");
  }

  @Test
  void rollback_switchesToShadow_andBackAgain() throws Exception {
    Path env = Files.writeString(folder.resolve("harvest-brain.env"), "A=1\nHARVEST_MODE=live\n");
    BiPredicate<String, String> obedient =
        (action, unit) -> {
          try {
            String mode =
                Files.readAllLines(env).stream()
                    .filter(line -> line.startsWith("HARVEST_MODE="))
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .substring("HARVEST_MODE=".length());
            chain.suite().set(Suite.HARVEST_BRAIN, "HARVEST_MODE", mode);
          } catch (IOException e) {
            return false;
          }
          return brain().test(action, unit);
        };
    try (Systemctl systemctl = new Systemctl(folder.resolve("systemd"), obedient).active(BRAIN)) {
      chain.open("SHADOWUSDT", "4", "100", "98");
      String script = "harvest_brain_rollback.sh";
      Run back = run(with(systemctl), ops.resolve(script), "--env-file", env.toString());
      assertThat(back.exitCode()).as(back.output()).isZero();
      assertThat(Files.readString(env)).isEqualTo("A=1\nHARVEST_MODE=shadow\n");
      assertThat(Files.readString(Path.of(env + ".before-rollback"))).contains("=live");
      assertThat(chain.probe().commands().exists("quantum:kill")).isZero();
      chain.price("SHADOWUSDT", "105");
      chain.settle();
      assertThat(chain.about("SHADOWUSDT", chain.names().harvestSuggestions())).isNotEmpty();
      assertThat(chain.orders("SHADOWUSDT")).as("the entry alone").hasSize(1);

      Run undo = run(with(systemctl), ops.resolve(script), "--undo", "--env-file", env.toString());
      assertThat(undo.exitCode()).as(undo.output()).isZero();
      assertThat(Files.readString(env)).isEqualTo("A=1\nHARVEST_MODE=live\n");
      assertThat(systemctl.actions()).containsExactly("restart " + BRAIN, "restart " + BRAIN);
    }
  }

  @Test
  void rollback_thatDoesNotStart_leavesTheKillSwitchOn() throws Exception {
    Path env = Files.writeString(folder.resolve("harvest-brain.env"), "HARVEST_MODE=live\n");
    try (Systemctl systemctl =
        new Systemctl(folder.resolve("systemd"), (action, unit) -> false).active(BRAIN)) {
      Run back =
          run(
              with(systemctl),
              ops.resolve("harvest_brain_rollback.sh"),
              "--env-file",
              env.toString());
      String kill = chain.probe().commands().get("quantum:kill");
      chain.probe().commands().del("quantum:kill");
      assertThat(back.exitCode()).as(back.output()).isEqualTo(1);
      assertThat(back.output()).contains("stays 1", "journalctl -u " + BRAIN);
      assertThat(kill).isEqualTo("1");
    }
  }

  @Test
  void offset_ofARealBacklog_isShownFirst_andThenSkipped() throws Exception {
    String prices = chain.names().priceUpdate();
    Path script = ops.resolve("fix_harvest_brain_offset.sh");
    try (Systemctl systemctl = new Systemctl(folder.resolve("systemd"), brain()).active(BRAIN)) {
      chain.suite().terminate(Suite.HARVEST_BRAIN);
      for (int i = 0; i < 700; i++) {
        chain
            .probe()
            .xadd(
                prices,
                "symbol",
                "BACKLOGUSDT",
                "status",
                "PRICE_UPDATE",
                "price",
                "100",
                "timestamp",
                quantum.contracts.EventTime.format(chain.now()));
      }
      Run shown = run(with(systemctl), script, "--dry-run");
      assertThat(shown.exitCode()).as(shown.output()).isZero();
      assertThat(shown.output())
          .contains("700 unread")
          .containsPattern("700 +BACKLOGUSDT")
          .doesNotContain(chain.names().applyResult());
      assertThat(run(with(systemctl), script, "--dry-run", "--answers-too").output())
          .contains(chain.names().applyResult());
      assertThat(chain.probe().lag(prices, GROUP)).isEqualTo(700);

      Run unasked = run(with(systemctl), script);
      assertThat(unasked.exitCode()).isEqualTo(2);
      assertThat(unasked.output()).contains("give --yes");
      assertThat(chain.probe().lag(prices, GROUP)).isEqualTo(700);
      assertThat(systemctl.actions()).isEmpty();

      Run fixed = run(with(systemctl), script, "--yes");
      assertThat(fixed.exitCode()).as(fixed.output()).isZero();
      assertThat(systemctl.actions()).containsExactly("stop " + BRAIN, "start " + BRAIN);
      assertThat(fixed.output())
          .contains("XGROUP SETID " + prices)
          .as("an answer that is skipped silences who asked")
          .doesNotContain(chain.names().applyResult());
      chain.settle();
      assertThat(chain.probe().lag(prices, GROUP)).isZero();
      assertThat(fixed.output().indexOf("700 unread"))
          .as("shown before anything was stopped")
          .isBetween(0, fixed.output().indexOf("systemctl stop"));
      assertThat(run(with(systemctl), script, "--yes").output()).contains("nothing to skip");
    }
  }

  @Test
  void deployment_ofABrokenBuild_isTakenBack() throws Exception {
    Path root = Files.createDirectories(folder.resolve("root"));
    build(root, "1.0", "");
    Path ops = operatorsFolder();
    BiPredicate<String, String> unlessBroken =
        (action, unit) -> {
          if (action.equals("start") && Files.exists(root.resolve("opt/quantum/broken"))) {
            return false;
          }
          return brain().test(action, unit);
        };
    try (Systemctl systemctl =
        new Systemctl(folder.resolve("systemd"), unlessBroken).active(BRAIN)) {
      Map<String, String> env = new HashMap<>(with(systemctl));
      env.put("QUANTUM_ROOT", root.toString());
      Path script = ops.resolve("deploy_harvest_fix.sh");
      Path version = root.resolve("opt/quantum/VERSION");

      Run half = run(env, script, "--yes", archive("half", "2.0", "lib").toString());
      assertThat(half.exitCode()).as(half.output()).isEqualTo(2);
      assertThat(half.output()).contains("is not whole, it lacks: lib/*.jar");
      assertThat(systemctl.actions()).as("nothing was stopped").isEmpty();

      Run broken = run(env, script, "--yes", archive("bad", "2.0", "+broken").toString());
      assertThat(broken.exitCode()).as(broken.output()).isEqualTo(1);
      assertThat(broken.output()).contains("did not become ready", "version 1.0 runs again");
      assertThat(Files.readString(version)).isEqualTo("1.0\n");
      assertThat(systemctl.actions())
          .containsExactly("stop " + BRAIN, "start " + BRAIN, "start " + BRAIN);

      Run good = run(env, script, "--yes", archive("good", "2.0", "").toString());
      assertThat(good.exitCode()).as(good.output()).isZero();
      assertThat(good.output()).contains("done: version 2.0 runs");
      assertThat(Files.readString(version)).isEqualTo("2.0\n");
    }
    chain.settle();
  }

  /**
   * The scripts with a release.sh that only moves folders: its own restarts are tested elsewhere.
   */
  private Path operatorsFolder() throws IOException {
    Path copy = InstalledOps.in(folder.resolve("home"));
    Path release = copy.resolve("release.sh");
    Files.deleteIfExists(release);
    Files.writeString(
        release,
        """
        #!/usr/bin/env bash
        set -euo pipefail
        cd "$QUANTUM_ROOT/opt"
        case $1 in
          backup) rm -rf quantum.previous && cp -a quantum quantum.previous ;;
          install) rm -rf quantum && cp -a "$2/opt/quantum" quantum ;;
          rollback) rm -rf quantum && cp -a quantum.previous quantum ;;
        esac
        """);
    release.toFile().setExecutable(true);
    return copy;
  }

  /** The suite's units, as its scripts know them. */
  private static List<String> units() throws IOException {
    Process told =
        new ProcessBuilder(
                "bash",
                "-c",
                ". \"$1\"; printf '%s\\n' \"${UNITS[@]}\"",
                "units",
                ops.resolve("units.sh").toString())
            .redirectInput(new java.io.File("/dev/null"))
            .start();
    List<String> units = told.inputReader(StandardCharsets.UTF_8).readAllLines();
    assertThat(units).contains("quantum-apply-layer");
    return units;
  }

  private static void build(Path root, String version, String but) throws IOException {
    Path home = Files.createDirectories(root.resolve("opt/quantum"));
    Files.writeString(home.resolve("VERSION"), version + "\n");
    Files.createDirectories(home.resolve("lib"));
    if (!but.equals("lib")) {
      Files.writeString(home.resolve("lib/suite.jar"), "");
    }
    if (but.startsWith("+")) {
      Files.writeString(home.resolve(but.substring(1)), "");
    }
    List<String> programs = new ArrayList<>(List.of("runtime/bin/java"));
    for (String unit : units()) {
      programs.add("bin/" + unit);
    }
    for (String program : programs) {
      Path file = home.resolve(program);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }

  private Path archive(String name, String version, String but) throws Exception {
    Path tree = folder.resolve(name);
    build(tree, version, but);
    Path archive = folder.resolve(name + ".tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-czf", archive.toString(), "-C", tree.toString(), "opt")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return archive;
  }

  @Test
  void scriptsForUnits_withoutSystemd_sayThatOnly() throws Exception {
    Path none = Files.createDirectories(folder.resolve("none"));
    Path systemctl = Files.writeString(none.resolve("systemctl"), "#!/bin/sh\necho offline\n");
    assertThat(systemctl.toFile().setExecutable(true)).isTrue();
    Map<String, String> env = Map.of("PATH", none + ":" + System.getenv("PATH"));
    Path settings = Files.writeString(folder.resolve("x.env"), "HARVEST_MODE=live\n");
    Path archive = archive("any", "1", "");
    for (List<String> command :
        List.of(
            List.of("harvest_brain_rollback.sh", "--env-file", settings.toString()),
            List.of("fix_harvest_brain_offset.sh", "--yes"),
            List.of("deploy_harvest_fix.sh", "--yes", archive.toString()),
            List.of("deploy_harvest_proposal_publisher.sh"))) {
      String[] options = command.subList(1, command.size()).toArray(String[]::new);
      Run run = run(env, ops.resolve(command.getFirst()), options);
      assertThat(run.exitCode()).as(command + run.output()).isEqualTo(3);
      assertThat(run.output()).contains("no systemd here", "nothing was changed");
    }
    assertThat(Files.readString(settings)).isEqualTo("HARVEST_MODE=live\n");
    assertThat(chain.probe().commands().exists("quantum:kill")).isZero();
  }

  @Test
  void everyScript_hasHelp_andRefusesUnknownOptions() throws Exception {
    for (String script : List.of("deploy_harvest_fix.sh", "deploy_harvest_proposal_publisher.sh")) {
      Run help = run(script, "--help");
      assertThat(help.exitCode()).as(script).isZero();
      assertThat(help.output()).as(script).contains("Usage: " + script).contains("xit code");
      assertThat(run(script, "--no-such-option").exitCode()).as(script).isEqualTo(2);
    }
  }

  @Test
  void scriptsThatAreAVerb_areTheVerb() throws Exception {
    for (Map.Entry<String, String> it : VERBS.entrySet()) {
      Run help = run(it.getKey(), "--help");
      assertThat(help.exitCode()).as(it.getKey()).isZero();
      assertThat(help.output()).as(it.getKey()).contains("Usage: quantum " + it.getValue());
      Run wrong = run(it.getKey(), "--no-such-option");
      assertThat(wrong.exitCode()).as(it.getKey()).isEqualTo(64);
      assertThat(wrong.output()).as(it.getKey()).contains("--help' says more");
    }
  }
}
