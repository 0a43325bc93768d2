package quantum.cli.verb;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import quantum.account.judge.Finding;
import quantum.cli.machine.Units;
import quantum.cli.proof.PublisherProgram;
import quantum.cli.proof.PublisherProof;
import quantum.cli.screen.FindingsScreen;
import quantum.cli.settings.EnvFile;
import quantum.cli.settings.ProposalSettings;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;

/** The seven proofs of harvest-proposal-publisher. */
@Command(
    name = ProvePublisher.NAME,
    hidden = true, // by the name that the runbook says: proof_pack_harvest_proposal.sh
    header = "Seven proofs that harvest-proposal-publisher works and cannot trade.",
    description =
        "Calc-only imports, unit active, market state, risk proposal or fallback, proposals published,"
            + " --once, rate limiting; each PASS or FAIL with evidence. The single cycles write the same"
            + " keys as the service.",
    footer = {
      "",
      "Exit codes: 0 all is proved, 1 it is not.",
      "Example: quantum prove-publisher --no-systemd --symbols BTCUSDT"
    })
public final class ProvePublisher implements Callable<Integer> {
  public static final String NAME = "prove-publisher";

  private static final Path ENV = Path.of("/etc/quantum/harvest-proposal.env");
  private static final String CLASSPATH = "java.class.path";
  private static final String SUITE = "quantum-harvest.jar";

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Option(
      names = "--symbols",
      paramLabel = "LIST",
      description = "comma-separated; else SYMBOLS of its settings, else the open positions")
  private String symbols;

  @Option(
      names = "--env",
      paramLabel = "FILE",
      description = "its settings; else /etc/quantum/harvest-proposal.env where that can be read")
  private Path env;

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description = "the suite's jars; else those of this command")
  private String classpath;

  @Option(names = "--no-systemd", description = "its sign of life alone says that it runs")
  private boolean noSystemd;

  public ProvePublisher(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws IOException {
    if (env != null && !Files.isReadable(env)) {
      throw new ParameterException(spec.commandLine(), "--env: cannot read " + env);
    }
    Map<String, String> file = new LinkedHashMap<>();
    Path own = env != null ? env : ENV;
    if (Files.isReadable(own)) {
      file.putAll(EnvFile.read(own));
    }
    RedisSettings where = desk.redisOfAdministrator(file);
    Settings given = desk.settingsOver(file);
    ProposalSettings settings = given.complete(() -> ProposalSettings.read(given));
    // what the single cycle is told: the file where the environment says nothing, and our Redis
    Map<String, String> environment = new LinkedHashMap<>(file);
    Settings around = desk.settings();
    environment.keySet().removeIf(name -> around.surrounding(name).isPresent());
    environment.put("REDIS_URL", where.uri());
    environment.put("QUANTUM_NAMESPACE", where.namespace());
    PublisherProgram program =
        new PublisherProgram(classpath != null ? classpath : suite(), environment);
    return desk.withRedis(where, redis -> prove(redis, settings, program));
  }

  /** An installation is run by one jar that names the others. */
  private static String suite() throws IOException {
    String ours = System.getProperty(CLASSPATH);
    Path jar = Path.of(ours.split(File.pathSeparator)[0]);
    if (!jar.endsWith(SUITE)) {
      return ours;
    }
    try (Stream<Path> jars = Files.list(jar.toAbsolutePath().getParent())) {
      return String.join(
          File.pathSeparator, jars.map(Path::toString).filter(it -> it.endsWith(".jar")).toList());
    }
  }

  private int prove(Redis redis, ProposalSettings settings, PublisherProgram program) {
    SortedSet<String> of = new TreeSet<>(settings.symbols());
    if (symbols != null) {
      of.clear();
      Arrays.stream(symbols.split(","))
          .map(text -> text.strip().toUpperCase(Locale.ROOT))
          .filter(text -> !text.isEmpty())
          .forEach(of::add);
    } else if (of.isEmpty()) {
      of.addAll(redis.commands().smembers(redis.names().positionsOpen()));
    }
    List<Finding> findings;
    try {
      findings =
          new PublisherProof(redis, settings, of, program)
              .findings(
                  noSystemd
                      ? Optional.empty()
                      : Optional.of(Units.here().orElse(new Units(Map.of()))));
    } catch (IOException e) {
      desk.err().println("quantum: cannot run a single cycle: " + e.getMessage());
      return Desk.WRONG;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Desk.WRONG;
    }
    if (desk.json()) {
      desk.out().println(FindingsScreen.json(findings));
    } else {
      desk.print(FindingsScreen.lines(findings, desk.paint()));
    }
    return desk.judged(findings, List.of());
  }
}
