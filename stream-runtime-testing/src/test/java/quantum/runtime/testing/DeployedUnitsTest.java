package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** deploy/systemd: a unit for each service of SPEC §1, alike where they have to be. */
class DeployedUnitsTest {
  private static final List<String> CORE =
      List.of(
          "marketstate",
          "intent-bridge",
          "apply-layer",
          "harvest-brain",
          "exitbrain",
          "risk-proposal",
          "harvest-proposal");
  private static final List<String> BY_HAND =
      List.of("trading-bot", "paper-exchange", "alerts", "console");

  /** What a unit may have of its own. */
  private static final Set<String> OWN =
      Set.of(
          "Description",
          "After",
          "ExecStart",
          "EnvironmentFile",
          "LoadCredential",
          "SyslogIdentifier",
          "StateDirectory",
          "StateDirectoryMode",
          "TimeoutStartSec",
          "MemoryHigh",
          "MemoryMax",
          "IPAddressDeny",
          "IPAddressAllow");

  private static final Pattern SECRET =
      Pattern.compile("(?i)password|secret|api_?key|redis://|rediss://|token");

  static Stream<String> services() {
    return Stream.concat(CORE.stream(), BY_HAND.stream());
  }

  private static Path file(String unit) {
    return ProjectFile.of("deploy/systemd").resolve(unit);
  }

  private static List<String> lines(String unit) throws IOException {
    return Files.readAllLines(file(unit)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static List<String> service(String name) throws IOException {
    return lines("quantum-" + name + ".service");
  }

  private static List<String> shared(String name) throws IOException {
    return service(name).stream().filter(line -> !OWN.contains(line.split("=", 2)[0])).toList();
  }

  @Test
  void folder_holdsTheseUnitsAndNoOthers() throws IOException {
    Set<String> expected =
        services().map(name -> "quantum-" + name + ".service").collect(Collectors.toSet());
    expected.add("quantum-harvest.target");
    expected.add("quantum-alert@.service");
    try (Stream<Path> files = Files.list(ProjectFile.of("deploy/systemd"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .filteredOn(name -> !name.endsWith(".md"))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void unit_isOfItsService(String name) throws IOException {
    assertThat(service(name))
        .contains(
            "ExecStart=/opt/quantum/bin/quantum-" + name,
            "LoadCredential=quantum:/etc/quantum/credentials/" + name,
            "SyslogIdentifier=quantum-" + name);
    assertThat(ProjectFile.of("deploy/env/" + name + ".env")).isRegularFile();
    // the last file wins: an upgrade replaces the first, and never touches the others
    assertThat(service(name))
        .filteredOn(line -> line.startsWith("EnvironmentFile="))
        .containsExactly(
            "EnvironmentFile=/opt/quantum/env/" + name + ".env",
            "EnvironmentFile=-/etc/quantum/" + name + ".env",
            "EnvironmentFile=-/etc/quantum/practice/" + name + ".env");
  }

  @ParameterizedTest
  @MethodSource("services")
  void unit_sharesEverythingElse(String name) throws IOException {
    assertThat(shared(name))
        .isEqualTo(shared(CORE.getFirst()))
        .contains(
            "PartOf=quantum-harvest.target",
            "OnFailure=quantum-alert@%n.service",
            "Type=notify",
            // in this order: what is refused is not restarted
            "ExecReload=+/opt/quantum/bin/quantum config check %N",
            "ExecReload=+/bin/systemctl --no-block restart %n",
            "WatchdogSec=30",
            "Restart=on-failure",
            "RestartPreventExitStatus=78",
            "TimeoutStopSec=5",
            "User=quantum",
            "CapabilityBoundingSet=",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict");
  }

  /** What every failure leads to must not fail itself into a circle, and is as closed as others. */
  @Test
  void alertOfAFailedUnit_leadsNowhereElse_andIsHardenedAsTheOthers() throws IOException {
    List<String> alert = lines("quantum-alert@.service");
    assertThat(alert)
        .contains(
            "ExecStart=/opt/quantum/bin/quantum alert unit-failed %i",
            "Type=oneshot", "LoadCredential=quantum:/etc/quantum/credentials/alerts")
        .noneMatch(line -> line.startsWith("OnFailure="));
    List<String> hardened = service("exitbrain");
    assertThat(alert)
        .containsAll(
            hardened.subList(
                hardened.indexOf("NoNewPrivileges=yes"), hardened.indexOf("[Install]")));
  }

  @ParameterizedTest
  @MethodSource("services")
  void unit_holdsNoSecret_andPassesNoArguments(String name) throws IOException {
    assertThat(service(name))
        .noneMatch(line -> SECRET.matcher(line).find())
        .filteredOn(line -> line.startsWith("Environment="))
        .containsExactly("Environment=LC_ALL=C.UTF-8");
  }

  @ParameterizedTest
  @MethodSource("services")
  void onlyWhoTalksToTheExchangeOrTheTrader_reachesBeyondThisMachine(String name)
      throws IOException {
    boolean open = Set.of("apply-layer", "marketstate", "trading-bot", "alerts").contains(name);
    assertThat(service(name).containsAll(List.of("IPAddressDeny=any", "IPAddressAllow=localhost")))
        .isEqualTo(!open);
  }

  @Test
  void target_wantsTheCoreServices() throws IOException {
    Map<Boolean, List<String>> wanted =
        lines("quantum-harvest.target").stream()
            .filter(line -> line.startsWith("Wants="))
            .flatMap(line -> Stream.of(line.substring("Wants=".length()).split(" ")))
            .collect(Collectors.partitioningBy(unit -> unit.endsWith(".service")));
    assertThat(wanted.get(false)).isEmpty();
    assertThat(new TreeSet<>(wanted.get(true)))
        .isEqualTo(
            CORE.stream()
                .map(name -> "quantum-" + name + ".service")
                .collect(Collectors.toCollection(TreeSet::new)));
  }
}
