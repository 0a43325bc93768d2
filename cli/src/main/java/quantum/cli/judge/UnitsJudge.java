package quantum.cli.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import quantum.account.judge.Finding;
import quantum.account.snapshot.SuiteService;
import quantum.cli.machine.Units;

/** Whether the units run, and would run again after a start of the machine. */
public final class UnitsJudge {
  private UnitsJudge() {}

  public static List<Finding> of(Optional<Units> here) {
    if (here.isEmpty()) {
      return List.of(Finding.info("units", "no systemd here"));
    }
    if (here.get().states().isEmpty()) {
      return List.of(Finding.info("units", "none of the suite is installed here"));
    }
    List<Finding> findings = new ArrayList<>();
    List<String> forgotten = new ArrayList<>();
    new TreeMap<>(here.get().states())
        .forEach(
            (service, state) -> {
              if (service.part() != SuiteService.Part.CORE) {
                return;
              }
              String says = state.says().isBlank() ? "" : ": " + state.says();
              switch (state.active()) {
                case "active", "reloading" -> {
                  if (!state.enabled()) {
                    forgotten.add(service.unit());
                  }
                }
                case "activating" ->
                    findings.add(Finding.warn("units", service.unit() + " is starting" + says));
                default ->
                    findings.add(
                        Finding.fail("units", service.unit() + " is " + state.active() + says)
                            .mendedBy("systemctl start " + service.unit()));
              }
            });
    if (!forgotten.isEmpty()) {
      findings.add(
          Finding.warn("units", "not started at boot: " + String.join(" ", forgotten))
              .mendedBy("systemctl enable " + String.join(" ", forgotten)));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.pass("units", "all core units run and are started at boot"));
    }
    return findings;
  }
}
