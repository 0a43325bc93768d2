package quantum.cli.verb;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What concerns the alerts that quantum-alerts sends. */
@Command(
    name = AlertVerb.NAME,
    header = "Tries the alerts out; raises one.",
    description = "Alerts go into quantum:stream:alert, and quantum-alerts sends them.",
    synopsisSubcommandLabel = "test|unit-failed",
    footer = {"", "Example: quantum alert test"})
public final class AlertVerb implements Runnable {
  public static final String NAME = "alert";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "it is test or unit-failed that is missing");
  }
}
