package quantum.cli.verb;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tab completion. */
@Command(
    name = Completion.NAME,
    header = "Tab completion for bash.",
    description =
        "Prints what bash has to know to complete verbs, options and services. The package installs it.",
    footer = {
      "",
      "Example: quantum completion > ~/.local/share/bash-completion/completions/quantum"
    })
public final class Completion implements Callable<Integer> {
  public static final String NAME = "completion";

  private final Desk desk;

  @Spec private CommandSpec spec;

  public Completion(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    desk.out().print(AutoComplete.bash("quantum", spec.root().commandLine()));
    return Desk.FINE;
  }
}
