import type { Token, Tokens } from 'marked';
import type { ComponentChildren } from 'preact';

/** A table of a Markdown text; `cell` makes what stands in each of its cells. */
export function TokenTable({
  table: { header, rows },
  cell,
}: {
  table: Tokens.Table;
  cell: (tokens: Token[]) => ComponentChildren;
}) {
  return (
    <table>
      <thead>
        <tr>
          {header.map(({ tokens }, index) => (
            <th key={index} scope="col">
              {cell(tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={at}>
            {row.map(({ tokens }, index) => (
              <td key={index}>{cell(tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
