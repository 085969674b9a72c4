import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.EvaluatorUtil;
import org.jpmml.evaluator.InputField;
import org.jpmml.evaluator.LoadingModelEvaluatorBuilder;

/**
 * Evaluates a PMML file on rows of a CSV (the first cell is the row's number, then one cell per field in the order of the
 * names given; an empty cell without quotes is missing) and writes points, margin, probability and first reason per row.
 *
 *   java -cp ... EvaluatePmml.java card.pmml rows.csv names.txt out.csv
 */
public class EvaluatePmml {
  public static void main(String[] arguments) throws Exception {
    Evaluator evaluator = new LoadingModelEvaluatorBuilder().load(new File(arguments[0])).build();
    evaluator.verify();
    List<String> names = Files.readAllLines(Path.of(arguments[2]), StandardCharsets.UTF_8);
    Map<String, Integer> places = new LinkedHashMap<>();
    for (int at = 0; at < names.size(); at++) places.put(unescape(names.get(at)), at + 1);
    List<InputField> inputs = evaluator.getInputFields();
    String[] outputs = evaluator.getOutputFields().stream().map(field -> field.getName()).toArray(String[]::new);
    try (BufferedReader reader = Files.newBufferedReader(Path.of(arguments[1]), StandardCharsets.UTF_8);
        BufferedWriter writer = Files.newBufferedWriter(Path.of(arguments[3]), StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        List<String> cells = split(line);
        Map<String, Object> row = new LinkedHashMap<>();
        for (InputField input : inputs) {
          String cell = cells.get(places.get(input.getName()));
          boolean isNumber = input.getDataType().value().equals("double");
          row.put(input.getName(), input.prepare(cell == null ? null : isNumber ? (Object) Double.valueOf(cell) : cell));
        }
        Map<String, ?> results = EvaluatorUtil.decodeAll(evaluator.evaluate((Map) row));
        writer.write(results.get(outputs[0]) + "," + results.get(outputs[1]) + "," + results.get(outputs[2]) + "\n");
      }
    }
  }

  /** Cells of a line; null where there is nothing at all between the commas. No cell holds a line end. */
  private static List<String> split(String line) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      if (at < line.length() && line.charAt(at) == '"') {
        StringBuilder text = new StringBuilder();
        for (at++; line.charAt(at) != '"' || (at + 1 < line.length() && line.charAt(at + 1) == '"'); at++) {
          if (line.charAt(at) == '"') at++;
          text.append(line.charAt(at));
        }
        cells.add(text.toString());
        at += 2;
      } else {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? line.length() : comma;
        cells.add(end == at ? null : line.substring(at, end));
        at = end + 1;
      }
    }
    return cells;
  }

  /** Names are written as JSON strings without line ends; only \\ and \" are escaped. */
  private static String unescape(String json) {
    return json.substring(1, json.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
  }
}
