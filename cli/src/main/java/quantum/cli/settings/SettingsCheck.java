package quantum.cli.settings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import quantum.account.judge.Finding;
import quantum.account.snapshot.SuiteService;
import quantum.alerts.Alerts;
import quantum.apply.ApplyLayer;
import quantum.brain.HarvestBrain;
import quantum.bridge.IntentBridge;
import quantum.console.Console;
import quantum.exitbrain.ExitBrain;
import quantum.harvestproposal.HarvestProposalPublisher;
import quantum.marketstate.MarketStateService;
import quantum.paper.PaperExchange;
import quantum.riskproposal.RiskProposalService;
import quantum.runtime.Settings;
import quantum.runtime.SettingsSchema;
import quantum.runtime.SettingsSchema.Judged;
import quantum.runtime.Spelling;
import quantum.tradingbot.TradingBot;

/** Judges env files by the readers of the services that will be given them; starts nothing. */
public final class SettingsCheck {
  private static final Map<SuiteService, SettingsSchema<?>> SCHEMAS =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(SuiteService.PAPER_EXCHANGE, PaperExchange.SETTINGS),
              Map.entry(SuiteService.MARKET_STATE, MarketStateService.SETTINGS),
              Map.entry(SuiteService.INTENT_BRIDGE, IntentBridge.SETTINGS),
              Map.entry(SuiteService.APPLY_LAYER, ApplyLayer.SETTINGS),
              Map.entry(SuiteService.HARVEST_BRAIN, HarvestBrain.SETTINGS),
              Map.entry(SuiteService.EXITBRAIN, ExitBrain.SETTINGS),
              Map.entry(SuiteService.RISK_PROPOSAL, RiskProposalService.SETTINGS),
              Map.entry(SuiteService.HARVEST_PROPOSAL, HarvestProposalPublisher.SETTINGS),
              Map.entry(SuiteService.TRADING_BOT, TradingBot.SETTINGS),
              Map.entry(SuiteService.ALERTS, Alerts.SETTINGS),
              Map.entry(SuiteService.CONSOLE, Console.SETTINGS)));

  /** Of the process, not of a service. */
  private static final Set<String> NOT_OURS =
      Set.of("LANG", "TZ", "PATH", "HOME", "JAVA_TOOL_OPTIONS", "MALLOC_ARENA_MAX");

  private static final String UNSET = " is not set";

  private final Path shipped;
  private final Path folder;

  /**
   * @param shipped folder of the package's env files, which count where the operator says nothing
   * @param folder of the operator's env files, with credentials in {@code credentials/SERVICE/NAME}
   *     and in {@code practice} what {@code quantum practice} adds while it is on
   */
  public SettingsCheck(Path shipped, Path folder) {
    this.shipped = shipped;
    this.folder = folder;
  }

  /** The operator's own file of a service. */
  public Path file(SuiteService service) {
    return folder.resolve(name(service));
  }

  private static String name(SuiteService service) {
    return service.file() + ".env";
  }

  /** The files that a unit reads, as far as they are there, in its order: the last one wins. */
  private List<Path> files(SuiteService service) {
    return Stream.of(shipped, folder, folder.resolve("practice"))
        .map(of -> of.resolve(name(service)))
        .distinct()
        .filter(Files::exists)
        .toList();
  }

  /** What a service's files would make of its settings; empty if they are not all readable. */
  public Optional<Judged> judged(SuiteService service) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    List<Path> files = files(service);
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        return Optional.empty();
      }
      values.putAll(EnvFile.read(file));
    }
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(SCHEMAS.get(service).judge(values, credentials(service).orElse(Map.of())));
  }

  /** What a service would run with if nothing were set. */
  public static Map<String, String> defaults(SuiteService service) {
    return SCHEMAS.get(service).judge(Map.of(), Map.of()).known().stream()
        .collect(Collectors.toMap(Settings.Known::name, Settings.Known::dflt));
  }

  /** Everything that is wrong or odd about one service's files. */
  public List<Finding> findings(SuiteService service) throws IOException {
    List<Path> files = files(service);
    if (files.isEmpty()) {
      return List.of(
          Finding.info(service.file(), "there is no " + file(service) + ": defaults count"));
    }
    Map<String, String> values = new LinkedHashMap<>();
    List<String> oddities = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        return List.of(
            Finding.unknown(service.file(), "this user may not read " + file)
                .mendedBy("sudo quantum config check"));
      }
      EnvFile env = EnvFile.of(file);
      values.putAll(env.values());
      env.oddities().forEach(odd -> oddities.add(shown(file) + " " + odd));
    }
    Optional<Map<String, String>> credentials = credentials(service);
    Judged judged = SCHEMAS.get(service).judge(values, credentials.orElse(Map.of()));
    List<Finding> findings = new ArrayList<>();
    for (String violation : judged.violations()) {
      findings.add(
          credentials.isEmpty() && violation.contains(UNSET)
              ? Finding.unknown(
                  service.file(), violation + "; its credentials may not be read by this user")
              : Finding.fail(service.file(), violation));
    }
    oddities.forEach(odd -> findings.add(Finding.fail(service.file(), odd)));
    findings.addAll(strangers(service, values.keySet(), judged));
    if (findings.isEmpty()) {
      findings.add(Finding.pass(service.file(), set(judged) + " set, all right"));
    }
    return findings;
  }

  private String shown(Path file) {
    return file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
  }

  private static String set(Judged judged) {
    long set = judged.known().stream().filter(it -> !it.value().equals(it.dflt())).count();
    return set == 1 ? "1 setting" : set + " settings";
  }

  /** Names that the service does not read and that do not begin with its prefix. */
  private static List<Finding> strangers(SuiteService service, Set<String> names, Judged judged) {
    Set<String> known =
        judged.known().stream().map(Settings.Known::name).collect(Collectors.toSet());
    List<Finding> findings = new ArrayList<>();
    for (String name : names) {
      boolean told = judged.violations().stream().anyMatch(it -> it.contains(name));
      if (known.contains(name) || told || NOT_OURS.contains(name) || name.startsWith("LC_")) {
        continue;
      }
      Optional<String> meant = Spelling.nearest(name, known);
      findings.add(
          meant.isPresent()
              ? Finding.fail(
                  service.file(), name + " is no setting; did you mean " + meant.get() + "?")
              : Finding.warn(service.file(), name + " is no setting of " + service.id()));
    }
    return findings;
  }

  /** Empty if there may be some that this user may not read. */
  private Optional<Map<String, String>> credentials(SuiteService service) throws IOException {
    Path of = folder.resolve("credentials").resolve(service.file());
    Map<String, String> found = new LinkedHashMap<>();
    if (!Files.isReadable(folder)
        || Files.exists(of.getParent()) && !Files.isReadable(of.getParent())) {
      return Optional.empty();
    }
    if (!Files.exists(of)) {
      return Optional.of(found);
    }
    if (!Files.isReadable(of)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(of)) {
      for (Path file : files) {
        if (!Files.isReadable(file)) {
          return Optional.empty();
        }
        if (Files.isRegularFile(file) && !Files.readString(file).isBlank()) {
          found.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return Optional.of(found);
  }
}
