package quantum.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A manual page of section 1, as man(7) sets it. */
public final class ManPage {
  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec spec) {
    this.spec = spec;
  }

  /**
   * The pages of a command and of all its verbs.
   *
   * @return text by file name, e.g. quantum-status.1
   */
  public static Map<String, String> all(CommandLine command) {
    Map<String, String> pages = new TreeMap<>();
    add(command.getCommandSpec(), pages);
    return pages;
  }

  private static void add(CommandSpec spec, Map<String, String> pages) {
    pages.put(name(spec) + ".1", new ManPage(spec).text());
    spec.subcommands().values().forEach(verb -> add(verb.getCommandSpec(), pages));
  }

  private static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  private String text() {
    String[] header = spec.usageMessage().header();
    String[] description = spec.usageMessage().description();
    String summary = (header.length > 0 ? header : description)[0];
    line(".TH " + name(spec).toUpperCase(java.util.Locale.ROOT) + " 1 \"\" \"" + version() + "\"");
    section("NAME");
    line(escaped(name(spec)) + " \\- " + escaped(summary));
    section("SYNOPSIS");
    line(".B " + escaped(spec.qualifiedName()));
    line(escaped(synopsis()));
    section("DESCRIPTION");
    Arrays.stream(description).forEach(text -> line(escaped(text)));
    if (!spec.positionalParameters().isEmpty()) {
      section("ARGUMENTS");
      spec.positionalParameters().forEach(this::argument);
    }
    section("OPTIONS");
    spec.options().forEach(this::option);
    if (!spec.subcommands().isEmpty()) {
      section("VERBS");
      spec.subcommands().values().forEach(verb -> verb(verb.getCommandSpec()));
    }
    footer();
    section("SEE ALSO");
    line(escaped(seeAlso()));
    return page.toString();
  }

  private String version() {
    String[] version = spec.root().version();
    return version.length == 0 ? "" : escaped(version[0]);
  }

  private String synopsis() {
    return "[\\fIOPTION\\fR]... "
        + spec.positionalParameters().stream()
            .map(PositionalParamSpec::paramLabel)
            .collect(Collectors.joining(" "))
        + (spec.subcommands().isEmpty() ? "" : " VERB");
  }

  private void argument(PositionalParamSpec argument) {
    line(".TP");
    line("\\fI" + escaped(argument.paramLabel()) + "\\fR");
    line(escaped(String.join(" ", argument.description())));
  }

  private void option(OptionSpec option) {
    line(".TP");
    String label = option.arity().max() > 0 ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : "";
    line(
        Arrays.stream(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR")
                .collect(Collectors.joining(", "))
            + label);
    line(escaped(String.join(" ", option.description())));
  }

  private void verb(CommandSpec verb) {
    line(".TP");
    line("\\fB" + escaped(name(verb)) + "\\fR(1)");
    line(escaped(verb.usageMessage().header()[0]));
  }

  /** What is said below the options: exit codes, and examples as they are typed. */
  private void footer() {
    List<String> lines =
        Arrays.stream(spec.usageMessage().footer()).filter(text -> !text.isBlank()).toList();
    if (lines.isEmpty()) {
      return;
    }
    section("NOTES");
    line(".nf");
    lines.forEach(text -> line(escaped(text)));
    line(".fi");
  }

  private String seeAlso() {
    return spec.parent() == null
        ? "/usr/share/doc/quantum-harvest, journalctl(1), systemctl(1)"
        : name(spec.parent()) + "(1)";
  }

  private void section(String name) {
    line(".SH " + name);
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  /** Hyphens that are typed, and nothing that roff would take for a request of its own. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
