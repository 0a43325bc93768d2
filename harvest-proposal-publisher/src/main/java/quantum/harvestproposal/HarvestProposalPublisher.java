package quantum.harvestproposal;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import quantum.runtime.Rounds;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;

/** Main of harvest-proposal-publisher: what the kernel would do, for people. Calc-only. */
public final class HarvestProposalPublisher {
  static final String NAME = "harvest-proposal-publisher";

  /** A single cycle beside the running service must not overwrite its sign of life. */
  static final String NAME_ONCE = NAME + "-once";

  private HarvestProposalPublisher() {}

  /** Options win over the environment; {@code --help} lists them. */
  public static void main(String[] args) {
    PublisherOptions options = new PublisherOptions();
    CommandLine commandLine = new CommandLine(options);
    try {
      commandLine.parseArgs(args);
    } catch (ParameterException e) {
      commandLine.getErr().println(e.getMessage());
      commandLine.usage(commandLine.getErr());
      System.exit(ServiceMain.BAD_SETTINGS);
    }
    if (commandLine.isUsageHelpRequested()) {
      commandLine.usage(commandLine.getOut());
      return;
    }
    ServiceMain.run(
        options.once() ? NAME_ONCE : NAME,
        List.of("HARVEST_", "KILL_", "MARKETSTATE_", "RISKPROPOSAL_"),
        options.overrides(),
        context -> start(context, options.once()));
  }

  private static RunningService start(ServiceContext context, boolean once) {
    PublisherSettings settings =
        context.settings().complete(() -> PublisherSettings.read(context.settings()));
    PublisherLog.starting(settings);
    PublisherPipeline pipeline =
        new PublisherPipeline(settings, context.redis().get(), context.health(), context.clock());
    if (!once) {
      return new Rounds(settings.interval(), pipeline::cycle, context.health());
    }
    return Rounds.once(
        () -> {
          pipeline.cycle();
          PublisherLog.singleCycleComplete();
        });
  }
}
