/** What a clipboard or a drag brings; of `DataTransfer` as much as is looked at. */
type Brought = Pick<DataTransfer, 'files' | 'types' | 'getData'>;

/** Browsers give pictures that never were files this name. */
const isNameless = ({ name }: File) => name === '' || /^image\.\w+$/.test(name);

/**
 * The files in what was dropped or pasted; a picture without a name, as a screenshot is, gets one. Office programs copy
 * a picture of the text along with the text: then the text is what was meant.
 */
export function broughtFiles(brought: Brought | null): File[] {
  const files = [...(brought?.files ?? [])];
  if (files.every(isNameless) && broughtText(brought).trim() !== '') return [];
  return files.map((file) =>
    isNameless(file)
      ? new File([file], `screenshot.${file.type.split('/')[1] ?? 'png'}`, { type: file.type })
      : file,
  );
}

export function broughtText(brought: Brought | null): string {
  return brought?.getData('text/plain') ?? '';
}

/** Whether something that is dragged over the page holds files or a text that can be laid down. */
export function canBeLaid(brought: Brought | null): boolean {
  return [...(brought?.types ?? [])].some((type) => type === 'Files' || type === 'text/plain');
}
